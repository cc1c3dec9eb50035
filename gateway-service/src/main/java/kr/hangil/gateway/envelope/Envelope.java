package kr.hangil.gateway.envelope;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway learned of a request's body.
 *
 * @param operation what is asked for
 * @param model served name, 1..256 characters
 * @param stream whether the answer is a stream of events
 * @param usageAsked whether the client itself asked for usage in the stream
 * @param inputBytes bytes of the field the model reads, as sent; >= 2
 * @param maxOutputTokens the largest cap on output that the client set, times {@code choices}; null when it set none
 * @param choices answers asked for ({@code n}), >= 1
 * @param body what goes upstream: the client's bytes, with usage asked for where it streams
 */
public record Envelope(
        Operation operation,
        String model,
        boolean stream,
        boolean usageAsked,
        int inputBytes,
        @Nullable Long maxOutputTokens,
        int choices,
        byte[] body) {

    /** Without the body, which is the tenant's own. */
    @Override
    public String toString() {
        return "Envelope[" + operation + " " + model + (stream ? " stream" : "") + ", " + body.length + " bytes]";
    }
}
