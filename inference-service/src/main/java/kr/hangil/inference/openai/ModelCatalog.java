package kr.hangil.inference.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.weights.LoadedModel;
import kr.hangil.platform.error.PlatformException;

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
     * @param digest the version behind the name
     * @param capabilities what it can do
     */
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            String digest,
            List<String> capabilities) {}

    /**
     * @param object always {@code list}
     * @param data one entry per served name
     */
    record Models(String object, List<Model> data) {}

    static Models all(List<String> servedNames, LoadedModel loaded, long created) {
        String owner = loaded.manifest().model().split("/", 2)[0];
        List<Model> models = servedNames.stream()
                .map(name -> new Model(
                        name,
                        "model",
                        created,
                        owner,
                        loaded.digest().value(),
                        loaded.manifest().serving().capabilities()))
                .toList();
        return new Models("list", models);
    }

    static PlatformException unknown(String model, List<String> servedNames) {
        return PlatformException.at(
                ErrorCode.MODEL_NOT_FOUND,
                "model",
                "there is no model '" + model + "' here; available: " + String.join(", ", servedNames));
    }
}
