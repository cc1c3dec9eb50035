package kr.hangil.inference.openai;

/** What a client can ask a model to do. */
enum Operation {
    CHAT("/v1/chat/completions", "chat"),
    COMPLETION("/v1/completions", "completion"),
    EMBEDDING("/v1/embeddings", "embedding"),
    /** Only counts what a chat would read; the engine runs no model for it. */
    COUNT_TOKENS("/v1/chat/completions/input_tokens", "chat");

    private final String path;
    private final String capability;

    Operation(String path, String capability) {
        this.path = path;
        this.capability = capability;
    }

    /** The path, the same here and at the engine. */
    String path() {
        return path;
    }

    /** What a manifest's serving settings call it. */
    String capability() {
        return capability;
    }
}
