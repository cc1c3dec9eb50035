package kr.hangil.inference.engine;

import java.nio.file.Path;

/**
 * What an engine is asked to serve.
 *
 * @param file the weights; the first part where they are split
 * @param name what the engine calls the model in its answers
 * @param contextLength tokens of prompt and answer together for one request, > 0
 */
public record EngineModel(Path file, String name, int contextLength) {

    public EngineModel {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        if (contextLength <= 0) {
            throw new IllegalArgumentException("contextLength must be > 0, was " + contextLength);
        }
    }
}
