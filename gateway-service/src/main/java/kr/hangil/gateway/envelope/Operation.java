package kr.hangil.gateway.envelope;

/** What a data-plane path asks a model to do. */
public enum Operation {
    CHAT("/v1/chat/completions", "/v1/chat/completions", "chat", "chat", "messages", true),
    COMPLETION("/v1/completions", "/v1/completions", "completion", "completion", "prompt", true),
    EMBEDDING("/v1/embeddings", "/v1/embeddings", "embedding", "embedding", "input", false),
    RERANK("/v1/rerank", "/v1/rerank", "rerank", "rerank", "documents", false),
    MESSAGES("/v1/messages", "/v1/chat/completions", "messages", "chat", "messages", true),
    RESPONSES("/v1/responses", "/v1/chat/completions", "responses", "chat", "messages", true),
    /** Who may have messages may count their tokens. */
    COUNT_TOKENS(
            "/v1/messages/count_tokens", "/v1/chat/completions/input_tokens", "messages", "chat", "messages", false);

    private final String path;
    private final String podPath;
    private final String wireName;
    private final String capability;
    private final String inputField;
    private final boolean streams;

    Operation(String path, String podPath, String wireName, String capability, String inputField, boolean streams) {
        this.path = path;
        this.podPath = podPath;
        this.wireName = wireName;
        this.capability = capability;
        this.inputField = inputField;
        this.streams = streams;
    }

    /** Path at the gateway. */
    public String path() {
        return path;
    }

    /** Path at the pod, which speaks OpenAI's protocol only. */
    public String podPath() {
        return podPath;
    }

    /** Name in usage events and in the scope of keys. */
    public String wireName() {
        return wireName;
    }

    /** What a route must be able to do. */
    public String capability() {
        return capability;
    }

    /** The field of the body for the pod that holds what the model reads; required. */
    public String inputField() {
        return inputField;
    }

    /** Whether {@code "stream": true} means anything here. */
    public boolean streams() {
        return streams;
    }

    /** Whether what is used is paid for. */
    public boolean isBilled() {
        return this != COUNT_TOKENS;
    }

    /** Whether what the model reads is a list of chat messages. */
    boolean readsMessages() {
        return capability.equals("chat");
    }
}
