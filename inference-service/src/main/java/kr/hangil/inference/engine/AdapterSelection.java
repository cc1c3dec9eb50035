package kr.hangil.inference.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a request says which of an engine's adapters is to be applied, if any. */
public enum AdapterSelection {
    /**
     * llama-server's {@code lora}: a scale for each, by its place. All of them are said in every request: one that says none gets the
     * scales of the server's start, and keeps of its slot what another adapter computed.
     */
    SCALES {
        @Override
        ModelSelection select(String base, List<String> adapters, @Nullable String chosen) {
            List<Map<String, Object>> scales = new ArrayList<>();
            for (int id = 0; id < adapters.size(); id++) {
                scales.add(Map.of("id", id, "scale", adapters.get(id).equals(chosen) ? 1.0 : 0.0));
            }
            return new ModelSelection(base, Map.of("lora", scales));
        }
    },
    /** vLLM's: {@code model} is the adapter's name. */
    MODEL {
        @Override
        ModelSelection select(String base, List<String> adapters, @Nullable String chosen) {
            return new ModelSelection(chosen == null ? base : chosen, Map.of());
        }
    },
    /** SGLang's {@code lora_path}, which is a name; a {@code model} that it does not know is the base to it. */
    LORA_PATH {
        @Override
        ModelSelection select(String base, List<String> adapters, @Nullable String chosen) {
            return new ModelSelection(base, Collections.singletonMap("lora_path", chosen));
        }
    };

    /**
     * The request's fields for one of the adapters.
     *
     * @param base what the engine calls its model
     * @param adapters names of all, in the order the engine was told of them
     * @param chosen one of them; null for the model without any
     */
    abstract ModelSelection select(String base, List<String> adapters, @Nullable String chosen);
}
