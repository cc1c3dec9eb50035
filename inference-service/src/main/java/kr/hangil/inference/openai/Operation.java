package kr.hangil.inference.openai;

import java.util.Locale;
import java.util.Optional;
import kr.hangil.inference.engine.EngineFeature;
import org.jspecify.annotations.Nullable;

/** What a client can ask a model to do. */
enum Operation {
    CHAT("/v1/chat/completions", "chat", null),
    COMPLETION("/v1/completions", "completion", null),
    EMBEDDING("/v1/embeddings", "embedding", EngineFeature.EMBEDDINGS),
    /** Orders documents by how well they answer a query. Whether a model can is known to its engine alone. */
    RERANK("/v1/rerank", null, EngineFeature.RERANK),
    /** Only counts what a chat would read; the engine runs no model for it. */
    COUNT_TOKENS("/v1/chat/completions/input_tokens", "chat", null),
    /** Says a text in the model's tokens; the engine runs no model for it. */
    TOKENIZE("/tokenize", null, EngineFeature.TOKENIZE);

    private final String path;
    private final @Nullable String capability;
    private final @Nullable EngineFeature feature;

    Operation(String path, @Nullable String capability, @Nullable EngineFeature feature) {
        this.path = path;
        this.capability = capability;
        this.feature = feature;
    }

    /** The path, the same here and at the engine. */
    String path() {
        return path;
    }

    /** What a manifest's serving settings call it; empty where manifests do not say. */
    Optional<String> capability() {
        return Optional.ofNullable(capability);
    }

    /** For people. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What the engine must be able to do. */
    Optional<EngineFeature> feature() {
        return Optional.ofNullable(feature);
    }

    /** Whether the answer is written by the model, token by token. */
    boolean writes() {
        return this == CHAT || this == COMPLETION;
    }

    /** Whether the engine runs the model for it. */
    boolean runsModel() {
        return this != COUNT_TOKENS && this != TOKENIZE;
    }
}
