package kr.hangil.inference.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.lifecycle.ServedModel;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What {@code GET /v1/models} shows. */
final class ModelCatalog {

    private ModelCatalog() {}

    /**
     * One served name, in OpenAI's shape.
     *
     * @param id the name clients ask for
     * @param object always {@code model}
     * @param created when this pod began to serve it, seconds since 1970
     * @param ownedBy the namespace in the registry
     * @param parent the name of the model that it is an adapter of, as vLLM has it; null for a model
     * @param digest the version behind the name
     * @param capabilities what it can do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            @Nullable String parent,
            String digest,
            List<String> capabilities) {}

    /**
     * @param object always {@code list}
     * @param data one entry per served name
     */
    record Models(String object, List<Model> data) {}

    static Models all(Pod.Serving serving, long created) {
        return new Models(
                "list",
                serving.models().values().stream().map(it -> of(it, created)).toList());
    }

    static Model of(ServedModel model, long created) {
        return new Model(
                model.name(),
                "model",
                created,
                model.version().manifest().model().split("/", 2)[0],
                model.parent().orElse(null),
                model.version().digest().value(),
                model.settings().capabilities());
    }

    /**
     * What answers to {@code name}.
     *
     * @throws PlatformException {@link ErrorCode#MODEL_NOT_FOUND} naming what there is
     */
    static ServedModel find(Pod.Serving serving, String name) {
        return serving.named(name)
                .orElseThrow(() -> PlatformException.at(
                        ErrorCode.MODEL_NOT_FOUND,
                        "model",
                        "there is no model '" + name + "' here; available: "
                                + String.join(", ", serving.models().keySet())));
    }
}
