package kr.hangil.inference.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the models that an engine holds is to answer, as a request tells it.
 *
 * @param model the request's {@code model}
 * @param fields what else the request must say, as JSON has it; no request may say it otherwise
 */
public record ModelSelection(String model, Map<String, @Nullable Object> fields) {

    public ModelSelection {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The one model of an engine without adapters. */
    public static ModelSelection only(String model) {
        return new ModelSelection(model, Map.of());
    }
}
