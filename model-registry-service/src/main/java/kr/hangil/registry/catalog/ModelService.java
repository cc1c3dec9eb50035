package kr.hangil.registry.catalog;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.page.PageQuery;

/** The catalog of models. */
@ApplicationScoped
public class ModelService {

    private final ModelRepository models;
    private final Clock clock;

    ModelService(ModelRepository models, Clock clock) {
        this.models = models;
        this.clock = clock;
    }

    /**
     * What a put came to.
     *
     * @param model the model as it is now
     * @param created whether the name was free before
     */
    public record Registration(RegisteredModel model, boolean created) {}

    /** Takes the name, or describes the model that has it anew. */
    @WithTransaction
    public Uni<Registration> put(ModelName name, ModelDescription description, String by) {
        return models.insert(name, description, clock.instant(), by)
                .call(created -> created ? Uni.createFrom().nullItem() : models.describe(name, description))
                .chain(created -> get(name).map(model -> new Registration(model, created)));
    }

    /** @return the model; fails with {@code model_not_found} */
    @WithSession
    public Uni<RegisteredModel> get(ModelName name) {
        return find(name).map(ModelEntity::toModel);
    }

    /** The model's key, for the features that hang on it; fails with {@code model_not_found}. */
    @WithSession
    public Uni<CatalogEntry> require(ModelName name) {
        return find(name).map(model -> new CatalogEntry(model.id, name));
    }

    /** All models by name; the cursor is {@code namespace/name}. */
    @WithSession
    public Uni<Page<RegisteredModel>> list(PageQuery query) {
        return models.list(query)
                .map(rows -> query.page(rows, ModelEntity::toModel, model -> model.namespace + "/" + model.name));
    }

    private Uni<ModelEntity> find(ModelName name) {
        return models.find(name)
                .onItem()
                .ifNull()
                .failWith(() -> new PlatformException(
                        ErrorCode.MODEL_NOT_FOUND,
                        "there is no model '" + name + "'; GET /v1/models lists those there are"));
    }
}
