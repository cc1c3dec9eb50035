package kr.hangil.gateway.envelope;

/** What a data-plane path asks a model to do. */
public enum Operation {
    CHAT("/v1/chat/completions", "chat", "messages", true),
    COMPLETION("/v1/completions", "completion", "prompt", true),
    EMBEDDING("/v1/embeddings", "embedding", "input", false);

    private final String path;
    private final String wireName;
    private final String inputField;
    private final boolean streams;

    Operation(String path, String wireName, String inputField, boolean streams) {
        this.path = path;
        this.wireName = wireName;
        this.inputField = inputField;
        this.streams = streams;
    }

    /** Path at the gateway and at the pod alike. */
    public String path() {
        return path;
    }

    /** Name in usage events and in a route's capabilities. */
    public String wireName() {
        return wireName;
    }

    /** The field that holds what the model reads; required. */
    public String inputField() {
        return inputField;
    }

    /** Whether {@code "stream": true} means anything here. */
    public boolean streams() {
        return streams;
    }
}
