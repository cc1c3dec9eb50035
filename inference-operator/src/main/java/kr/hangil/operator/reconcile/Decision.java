package kr.hangil.operator.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kr.hangil.operator.OperatorConfig;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.api.ModelDeploymentStatus.VariantStatus;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.desired.PodSettings;
import kr.hangil.operator.desired.PodTemplate;
import kr.hangil.operator.desired.Revisions;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.placement.DeviceBudget;
import kr.hangil.operator.placement.Room;
import kr.hangil.operator.rollout.Rollout;
import kr.hangil.operator.rollout.RolloutInput;
import kr.hangil.operator.rollout.RolloutPlan;
import kr.hangil.operator.scaling.Delegation;
import kr.hangil.operator.scaling.Scaling;
import kr.hangil.operator.scaling.ScalingDecision;
import kr.hangil.operator.scaling.ScalingInput;
import kr.hangil.operator.scaling.ScalingMemory;
import org.jspecify.annotations.Nullable;

/** From what is asked for and what is seen to replicas and revisions: first how many, then which. */
final class Decision {

    private final ModelDeployment deployment;
    private final ModelDeploymentSpec spec;
    private final Map<String, AcceleratorProfileSpec> profiles;
    private final ModelArtifact artifact;
    private final PodSettings settings;
    private final OperatorConfig config;
    private final Map<String, Room> rooms = new HashMap<>();

    Decision(
            ModelDeployment deployment,
            Map<String, AcceleratorProfileSpec> profiles,
            ModelArtifact artifact,
            PodSettings settings,
            OperatorConfig config,
            DeviceBudget budget) {
        this.deployment = deployment;
        this.spec = deployment.getSpec();
        this.profiles = profiles;
        this.artifact = artifact;
        this.settings = settings;
        this.config = config;
        spec.variants().forEach(it -> rooms.put(it.name(), budget.room(it, profile(it))));
    }

    /** Nothing is decided, for the spec is not taken; what serves goes on as it is. */
    static Findings untouched(
            ModelDeployment deployment, Findings.Acceptances acceptance, Observation seen, @Nullable String active) {
        Map<String, Integer> before = previous(deployment);
        List<Findings.Slot> slots = deployment.getSpec().variants().stream()
                .map(it -> new Findings.Slot(
                        it.name(),
                        it.region(),
                        it.min(),
                        before.getOrDefault(it.name(), it.min()),
                        it.devicesPerReplica(),
                        Integer.MAX_VALUE,
                        Room.UNCOUNTED))
                .toList();
        return new Findings(acceptance, slots, seen, null, null, Map.of(), active);
    }

    Findings decide(Observation seen, ScalingMemory memory) {
        Map<String, Integer> previous = previous(deployment);
        ScalingInput demand = new ScalingInput(
                spec.scaling(),
                spec.variants().stream().map(this::scalingSlot).toList(),
                seen,
                previous,
                memory.activity());
        ScalingDecision decision = Scaling.decide(demand);
        Map<String, Integer> wanted =
                Scaling.granted(demand, memory.held(seen.now(), config.reductionWindow(), decision, previous));
        String target = Revisions.of(deployment, profiles, artifact, settings);
        Map<String, Integer> counts =
                Delegation.counts(spec.scaling().by(), wanted, demand.slots(), seen.workloads(), target);
        List<RolloutInput.Slot> slots = new ArrayList<>();
        List<Findings.Slot> found = new ArrayList<>();
        int pull = 0;
        for (Variant variant : spec.variants()) {
            AcceleratorProfileSpec profile = profile(variant);
            int count = counts.getOrDefault(variant.name(), variant.min());
            Room room = room(variant);
            int startup = PodTemplate.startupSeconds(profile, artifact, settings);
            pull = Math.max(pull, startup - profile.startupBudgetSeconds());
            slots.add(new RolloutInput.Slot(variant.name(), count, room, profile.updateMode()));
            found.add(new Findings.Slot(
                    variant.name(),
                    variant.region(),
                    variant.min(),
                    count,
                    variant.devicesPerReplica(),
                    startup,
                    room));
        }
        RolloutPlan plan = Rollout.plan(new RolloutInput(
                spec.rollout(),
                target,
                slots,
                seen,
                Duration.ofSeconds((long) spec.rollout().progressDeadlineSeconds() + pull),
                config.canaryHold()));
        String active = plan.active();
        return new Findings(
                Findings.Acceptances.ACCEPTED,
                found,
                seen,
                plan,
                decision,
                wanted,
                active != null ? active : plan.update());
    }

    private ScalingInput.Slot scalingSlot(Variant variant) {
        return new ScalingInput.Slot(
                variant.name(),
                variant.region(),
                variant.min(),
                variant.max(),
                variant.devicesPerReplica(),
                profile(variant).engine().slots(),
                room(variant));
    }

    private Room room(Variant variant) {
        return Objects.requireNonNullElse(rooms.get(variant.name()), Room.UNCOUNTED);
    }

    private AcceleratorProfileSpec profile(Variant variant) {
        return Objects.requireNonNull(profiles.get(variant.profile()), "accepted without its profile");
    }

    private static Map<String, Integer> previous(ModelDeployment deployment) {
        Map<String, Integer> previous = new HashMap<>();
        for (VariantStatus variant : deployment.statusOrEmpty().variants()) {
            previous.put(variant.name(), variant.desired());
        }
        return previous;
    }
}
