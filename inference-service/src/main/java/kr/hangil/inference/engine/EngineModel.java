package kr.hangil.inference.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What an engine is asked to serve.
 *
 * @param file the weights; the first part where they are split
 * @param selection selects the model without any adapter; its {@code model} is what the engine calls it in its answers
 * @param contextLength tokens of prompt and answer together for one request, > 0
 * @param adapters LoRA adapters of it, by their place in requests
 */
public record EngineModel(Path file, ModelSelection selection, int contextLength, List<Adapter> adapters) {

    public EngineModel {
        if (selection.model().isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        if (contextLength <= 0) {
            throw new IllegalArgumentException("contextLength must be > 0, was " + contextLength);
        }
        adapters = List.copyOf(adapters);
    }

    /** A model without adapters that the engine calls {@code name}. */
    public EngineModel(Path file, String name, int contextLength) {
        this(file, ModelSelection.only(name), contextLength, List.of());
    }

    /** What the engine calls it in its answers. */
    public String name() {
        return selection.model();
    }

    /**
     * An adapter of the model.
     *
     * @param file its weights
     * @param selection selects the model with it
     */
    public record Adapter(Path file, ModelSelection selection) {}
}
