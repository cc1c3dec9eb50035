package kr.hangil.contracts.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine must be told to serve a version rightly; part of the digest, so it cannot drift.
 *
 * @param format {@code gguf} or {@code safetensors}
 * @param contextLength tokens of prompt and answer together, > 0
 * @param stop strings that end an answer
 * @param toolParser name of the engine's tool-call parser; null for the engine's own choice
 * @param reasoningParser name of the engine's reasoning parser; null when the model does not reason
 * @param capabilities what the model can do: {@code chat}, {@code completion}, {@code embedding}, {@code tools}
 */
public record ServingSettings(
        String format,
        int contextLength,
        List<String> stop,
        @Nullable String toolParser,
        @Nullable String reasoningParser,
        List<String> capabilities) {

    public ServingSettings {
        if (contextLength <= 0) {
            throw new IllegalArgumentException("contextLength must be > 0, was " + contextLength);
        }
        stop = List.copyOf(stop);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * What serves where a LoRA adapter of these settings is applied to a model of {@code model}. The adapter says the strings that end
     * its answers and what it can do, as far as the model can; everything else is the model's. No adapter embeds: not every engine
     * applies one to that, and none says so.
     */
    public ServingSettings adapting(ServingSettings model) {
        List<String> both = capabilities.stream()
                .filter(it -> model.capabilities().contains(it) && !it.equals("embedding"))
                .toList();
        return new ServingSettings(
                model.format(), model.contextLength(), stop, model.toolParser(), model.reasoningParser(), both);
    }
}
