package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentStatus;
import kr.hangil.operator.api.ModelDeploymentStatus.AdapterStatus;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import kr.hangil.operator.api.ModelDeploymentStatus.VariantStatus;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.rollout.RolloutPlan;
import org.jspecify.annotations.Nullable;

/** The status that follows from what was found. */
final class Statuses {

    private Statuses() {}

    static ModelDeploymentStatus of(ModelDeployment deployment, Findings found, @Nullable ModelArtifact artifact) {
        ModelDeploymentStatus before = deployment.statusOrEmpty();
        long generation = deployment.getMetadata().getGeneration() == null
                ? 0
                : deployment.getMetadata().getGeneration();
        List<Condition> conditions = Conditions.of(found, before.conditions(), generation);
        List<VariantStatus> variants =
                found.slots().stream().map(slot -> variant(slot, found.seen())).toList();
        int ready = variants.stream().mapToInt(VariantStatus::ready).sum();
        RolloutPlan plan = found.plan();
        return new ModelDeploymentStatus(
                generation,
                found.active(),
                plan == null ? before.updateRevision() : plan.update(),
                artifact == null ? before.digest() : artifact.digest().value(),
                artifact == null ? before.capabilities() : artifact.serving().capabilities(),
                artifact == null ? before.contextLength() : artifact.serving().contextLength(),
                artifact == null ? before.adapters() : adapters(artifact),
                plan == null ? before.traffic() : traffic(plan, found.seen()),
                ready + "/" + found.wanted(),
                variants,
                conditions);
    }

    private static List<AdapterStatus> adapters(ModelArtifact artifact) {
        return artifact.adapters().stream()
                .map(it -> new AdapterStatus(
                        it.name(),
                        it.version().digest().value(),
                        it.version().serving().adapting(artifact.serving()).capabilities()))
                .toList();
    }

    private static List<Traffic> traffic(RolloutPlan plan, Observation seen) {
        return plan.traffic().stream()
                .map(it -> new Traffic(it.revision(), it.weight(), seen.adaptersOf(it.revision())))
                .toList();
    }

    private static VariantStatus variant(Findings.Slot slot, Observation seen) {
        List<Replica> pods = seen.of(slot.variant()).filter(it -> !it.leaving()).toList();
        return new VariantStatus(
                slot.variant(),
                slot.wanted(),
                (int) pods.stream().filter(it -> it.node() != null).count(),
                (int) pods.stream().filter(Replica::ready).count(),
                (int) pods.stream().filter(seen::routable).count());
    }
}
