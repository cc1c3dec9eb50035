package kr.hangil.operator.desired;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.EngineKind;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Autoscaler;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;

/** Whether what is asked for may be served at all. What is refused changes nothing: pods that serve go on. */
public final class Acceptance {

    private Acceptance() {}

    /**
     * Why something is refused.
     *
     * @param reason as condition Accepted has it
     * @param message for people: what, where, what would be right
     */
    public record Refusal(String reason, String message) {}

    /** What can be judged without the model: profiles, residency, regions and time budgets. */
    public static Optional<Refusal> check(
            ModelDeploymentSpec spec, Map<String, AcceleratorProfileSpec> profiles, List<String> regions) {
        for (Variant variant : spec.variants()) {
            if (!profiles.containsKey(variant.profile())) {
                return refusal(
                        "UnknownProfile",
                        "variant %s names AcceleratorProfile %s, which does not exist"
                                .formatted(variant.name(), variant.profile()));
            }
            if (!spec.routing().allows(variant)) {
                return refusal(
                        "ResidencyConflict",
                        "variant %s is in %s, and requests may be answered in %s only"
                                .formatted(
                                        variant.name(),
                                        variant.region(),
                                        spec.routing().residency()));
            }
            if (!regions.isEmpty() && !regions.contains(variant.region())) {
                return refusal(
                        "UnknownRegion",
                        "variant %s is in %s; the regions of this cluster are %s"
                                .formatted(variant.name(), variant.region(), regions));
            }
        }
        return groups(spec, profiles).or(() -> adapters(spec, profiles)).or(() -> budgets(spec, profiles));
    }

    private static Optional<Refusal> adapters(ModelDeploymentSpec spec, Map<String, AcceleratorProfileSpec> profiles) {
        for (Variant variant : spec.adapters().isEmpty() ? List.<Variant>of() : spec.variants()) {
            AcceleratorProfileSpec profile = profiles.get(variant.profile());
            if (profile != null && !profile.engine().kind().hasAdapters()) {
                return refusal(
                        "AdaptersImpossible",
                        "variant %s is served by %s (profile %s), which has no adapters"
                                .formatted(
                                        variant.name(), profile.engine().kind().wire(), variant.profile()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> groups(ModelDeploymentSpec spec, Map<String, AcceleratorProfileSpec> profiles) {
        for (Variant variant : spec.variants()) {
            AcceleratorProfileSpec profile = profiles.get(variant.profile());
            if (profile == null || !Span.of(variant, profile).isGroup()) {
                continue;
            }
            Span span = Span.of(variant, profile);
            EngineKind engine = profile.engine().kind();
            if (engine != EngineKind.VLLM && engine != EngineKind.SGLANG) {
                return refusal(
                        "GroupImpossible",
                        "variant %s needs %d devices and a node of profile %s has %d: %s does not work across nodes"
                                .formatted(
                                        variant.name(),
                                        variant.devicesPerReplica(),
                                        variant.profile(),
                                        profile.devicesPerNode(),
                                        engine.wire()));
            }
            if (span.pods() * span.devices() != variant.devicesPerReplica()) {
                return refusal(
                        "GroupImpossible",
                        "the %d devices of variant %s do not divide among %d nodes of profile %s"
                                .formatted(
                                        variant.devicesPerReplica(), variant.name(), span.pods(), variant.profile()));
            }
        }
        return Optional.empty();
    }

    /** Whether the cluster has the kinds that {@code spec} needs. */
    public static Optional<Refusal> definitions(
            ModelDeploymentSpec spec, Map<String, AcceleratorProfileSpec> profiles, Set<ForeignKind> known) {
        for (Variant variant : spec.variants()) {
            AcceleratorProfileSpec profile = profiles.get(variant.profile());
            boolean group = profile != null && Span.of(variant, profile).isGroup();
            if (group && !known.contains(ForeignKind.LEADER_WORKER_SET)) {
                return refusal(
                        "DefinitionMissing",
                        "variant %s needs devices of several nodes, and the cluster has no %s: install LeaderWorkerSet"
                                .formatted(variant.name(), ForeignKind.LEADER_WORKER_SET.definition()));
            }
        }
        if (spec.scaling().by() == Autoscaler.KEDA && !known.contains(ForeignKind.SCALED_OBJECT)) {
            return refusal(
                    "DefinitionMissing",
                    "scaling.by is keda, and the cluster has no %s: install KEDA, or let hangil or hpa write the replicas"
                            .formatted(ForeignKind.SCALED_OBJECT.definition()));
        }
        return Optional.empty();
    }

    /** Whether the licences of {@code artifact} and its adapters allow serving them, and they fit together. */
    public static Optional<Refusal> check(ModelDeploymentSpec spec, ModelArtifact artifact) {
        Optional<Refusal> refusal = licence(spec.model().name(), artifact);
        for (ModelArtifact.Adapter adapter : artifact.adapters()) {
            refusal = refusal.or(() -> licence(adapter.asked().model(), adapter.version()))
                    .or(() -> format(adapter, artifact));
        }
        return refusal;
    }

    private static Optional<Refusal> licence(String model, ModelArtifact version) {
        return version.licence().commercialUse()
                ? Optional.empty()
                : refusal(
                        "LicenceForbids",
                        "licence %s of %s does not allow serving it to tenants"
                                .formatted(version.licence().id(), model));
    }

    private static Optional<Refusal> format(ModelArtifact.Adapter adapter, ModelArtifact model) {
        String own = adapter.version().serving().format();
        return own.equals(model.serving().format())
                ? Optional.empty()
                : refusal(
                        "AdaptersImpossible",
                        "adapter %s is %s and its model %s"
                                .formatted(adapter.name(), own, model.serving().format()));
    }

    private static Optional<Refusal> budgets(ModelDeploymentSpec spec, Map<String, AcceleratorProfileSpec> profiles) {
        for (Variant variant : spec.variants()) {
            AcceleratorProfileSpec profile = profiles.get(variant.profile());
            int budget = profile == null ? 0 : profile.startupBudgetSeconds();
            if (budget > spec.rollout().progressDeadlineSeconds()) {
                return refusal(
                        "BudgetChain",
                        ("variant %s may take %d s to start (profile %s), but rollout.progressDeadlineSeconds is %d: "
                                        + "every rollout would be taken back")
                                .formatted(
                                        variant.name(),
                                        budget,
                                        variant.profile(),
                                        spec.rollout().progressDeadlineSeconds()));
            }
            if (variant.min() == 0 && budget > spec.scaling().coldStartHoldSeconds()) {
                return refusal(
                        "BudgetChain",
                        ("variant %s may take %d s to start from zero (profile %s), but scaling.coldStartHoldSeconds is %d: "
                                        + "requests would be refused before it answers")
                                .formatted(
                                        variant.name(),
                                        budget,
                                        variant.profile(),
                                        spec.scaling().coldStartHoldSeconds()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(String reason, String message) {
        return Optional.of(new Refusal(reason, message));
    }
}
