package kr.hangil.gateway.envelope;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway learned of a request's body.
 *
 * @param operation what is asked for
 * @param model served name, 1..256 characters
 * @param stream whether the answer is a stream of events
 * @param usageAsked whether the client itself asked for usage in the stream
 * @param modelAt where the model's name stands in {@code body}, with its quotes
 * @param inputStart where in {@code body} the field the model reads begins
 * @param inputBytes bytes of that field; >= 2
 * @param maxOutputTokens the largest cap on output that the client set, times {@code choices}; null when it set none
 * @param choices answers asked for ({@code n}), >= 1
 * @param body what goes upstream: the client's bytes, with usage asked for where it streams
 */
public record Envelope(
        Operation operation,
        String model,
        boolean stream,
        boolean usageAsked,
        Span modelAt,
        int inputStart,
        int inputBytes,
        @Nullable Long maxOutputTokens,
        int choices,
        Body body) {

    /** Bytes {@code start} to {@code end} of a body. */
    public record Span(int start, int end) {}

    /** The same request of another model. */
    public Envelope withModel(String other) {
        byte[] quoted = ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(other)) + '"')
                .getBytes(StandardCharsets.UTF_8);
        Splice splice = new Splice(modelAt.start(), modelAt.end(), quoted);
        return new Envelope(
                operation,
                other,
                stream,
                usageAsked,
                new Span(modelAt.start(), modelAt.start() + quoted.length),
                splice.moved(inputStart),
                inputBytes,
                maxOutputTokens,
                choices,
                body.with(splice));
    }

    /** Without the body, which is the tenant's own. */
    @Override
    public String toString() {
        return "Envelope[" + operation + " " + model + (stream ? " stream" : "") + ", " + body + "]";
    }
}
