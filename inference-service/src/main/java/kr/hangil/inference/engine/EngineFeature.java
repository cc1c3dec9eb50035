package kr.hangil.inference.engine;

/** What not every engine can do, and what a request may want of it. */
public enum EngineFeature {
    /** {@code tools} of a chat. */
    TOOLS,
    /** {@code response_format} of type {@code json_schema}. */
    JSON_SCHEMA,
    /** {@code logprobs} of a chat. */
    LOGPROBS,
    /** {@code image_url} parts of a chat's messages. */
    IMAGES,
    /** {@code /v1/embeddings}. */
    EMBEDDINGS,
    /** {@code /v1/rerank}. */
    RERANK,
    /** {@code /tokenize}. */
    TOKENIZE
}
