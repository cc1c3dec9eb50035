package kr.hangil.inference.engine;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kr.hangil.inference.AdapterReference;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.openaihttp.EngineDialect;
import org.jspecify.annotations.Nullable;

/** The adapters that this pod serves beside its model, in the order its engine is told of them, and how requests select one. */
@Singleton
public final class Adapters {

    /** Most adapters of one pod. */
    public static final int MAX = 16;

    private final String base;
    private final List<AdapterReference> all;
    private final Optional<AdapterSelection> selection;

    /**
     * @throws IllegalStateException naming everything that keeps them from being served: an engine that has none, a name twice,
     *     too many
     */
    @Inject
    public Adapters(InferenceConfig inference, EngineConfig engine) {
        base = inference.servedNames().getFirst();
        all = inference.adapters().orElse(List.of());
        Optional<EngineDialect> dialect = engine.kind() == EngineConfig.Kind.LLAMACPP
                ? Optional.of(EngineDialect.LLAMA_SERVER)
                : engine.dialect();
        selection = all.isEmpty() ? Optional.empty() : dialect.flatMap(EngineDialect::adapters);
        List<String> findings = findings(inference.servedNames(), dialect);
        if (!findings.isEmpty()) {
            throw new IllegalStateException(
                    "hangil.inference.adapters cannot be served: " + String.join("; ", findings));
        }
    }

    private List<String> findings(List<String> servedNames, Optional<EngineDialect> dialect) {
        List<String> findings = new ArrayList<>();
        if (!all.isEmpty() && dialect.isEmpty()) {
            findings.add("hangil.inference.engine.dialect must say which engine it is");
        } else if (!all.isEmpty() && selection.isEmpty()) {
            findings.add("engine " + dialect.get().wire() + " has no adapters");
        }
        if (all.size() > MAX) {
            findings.add("there are " + all.size() + ", of which a pod serves at most " + MAX);
        }
        Set<String> names = new HashSet<>(servedNames);
        for (AdapterReference adapter : all) {
            if (!names.add(adapter.name())) {
                findings.add("the name " + adapter.name() + " is another's already");
            }
        }
        return findings;
    }

    /** All of them; empty for most pods. */
    public List<AdapterReference> all() {
        return all;
    }

    /** Selects the model without any adapter. */
    public ModelSelection base() {
        return select(null);
    }

    /** Selects the model with {@code adapter}, which is one of {@link #all}. */
    public ModelSelection of(AdapterReference adapter) {
        return select(adapter.name());
    }

    private ModelSelection select(@Nullable String chosen) {
        List<String> names = all.stream().map(AdapterReference::name).toList();
        return selection.map(it -> it.select(base, names, chosen)).orElseGet(() -> ModelSelection.only(base));
    }
}
