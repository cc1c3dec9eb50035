package kr.hangil.gateway.protocol;

import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.protocol.anthropic.MessagesDialect;
import kr.hangil.gateway.protocol.responses.ResponsesDialect;

/** Which client speaks which dialect. */
public final class Dialects {

    /** The header that every Anthropic SDK sends, and nobody else. */
    public static final String ANTHROPIC_VERSION = "anthropic-version";

    private static final String MODELS = "/v1/models";

    private Dialects() {}

    /**
     * The dialect of a request.
     *
     * @param path the path asked for
     * @param anthropicVersion whether the request has the header {@link #ANTHROPIC_VERSION}
     * @param requestId the gateway's id of the request, which names the answer
     * @param epochSecond when the request came
     */
    public static Dialect of(String path, boolean anthropicVersion, String requestId, long epochSecond) {
        if (path.startsWith(Operation.MESSAGES.path())) {
            return new MessagesDialect(requestId, path.equals(Operation.COUNT_TOKENS.path()));
        }
        if (anthropicVersion && path.startsWith(MODELS)) {
            return new MessagesDialect(requestId, false);
        }
        if (path.equals(Operation.RESPONSES.path())) {
            return new ResponsesDialect(requestId, epochSecond);
        }
        return new OpenAiDialect();
    }
}
