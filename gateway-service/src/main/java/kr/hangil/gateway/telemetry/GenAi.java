package kr.hangil.gateway.telemetry;

import kr.hangil.gateway.envelope.Operation;

/** Well-known values of OpenTelemetry's semantic conventions for generative AI. */
final class GenAi {

    static final String PROVIDER = "hangil";

    private GenAi() {}

    /** The convention's name of {@code operation}; rerank has none yet. */
    static String operation(Operation operation) {
        return switch (operation) {
            case CHAT, MESSAGES, RESPONSES, COUNT_TOKENS -> "chat";
            case COMPLETION -> "text_completion";
            case EMBEDDING -> "embeddings";
            case RERANK -> "rerank";
        };
    }
}
