package kr.hangil.inference.lifecycle;

import java.util.Optional;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.weights.LoadedModel;

/**
 * What answers to one name.
 *
 * @param name that clients ask for
 * @param version what was published: the model, or the adapter
 * @param parent name of the model that it is an adapter of; empty for the model itself
 * @param settings what it can do, and the strings that end its answers
 * @param selection how the engine is told that it is to answer
 */
public record ServedModel(
        String name, LoadedModel version, Optional<String> parent, ServingSettings settings, ModelSelection selection) {

    static ServedModel base(String name, LoadedModel version, ModelSelection selection) {
        return new ServedModel(
                name, version, Optional.empty(), version.manifest().serving(), selection);
    }

    static ServedModel adapter(
            String name, LoadedModel version, String parent, ServingSettings model, ModelSelection selection) {
        ServingSettings own = version.manifest().serving();
        return new ServedModel(name, version, Optional.of(parent), own.adapting(model), selection);
    }

    /** Whether it is an adapter of a model. */
    public boolean isAdapter() {
        return parent.isPresent();
    }
}
