package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec.Autoscaler;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.Autoscalers;
import kr.hangil.operator.desired.Autoscalers.Bounds;
import kr.hangil.operator.observed.Workload;
import kr.hangil.operator.rollout.RolloutPlan;
import kr.hangil.operator.scaling.Delegation;

/** Keeps the autoscalers of one deployment's workloads, where it has some, and says when the operator itself may write replicas. */
final class Autoscaling {

    private final Applier applier;
    private final ModelDeployment deployment;
    private final Autoscaler by;
    private final URI prometheus;

    /** @param prometheus where KEDA asks how many replicas are wanted */
    Autoscaling(Applier applier, ModelDeployment deployment, URI prometheus) {
        this.applier = applier;
        this.deployment = deployment;
        this.by = deployment.getSpec().scaling().by();
        this.prometheus = prometheus;
    }

    boolean mayWrite(int written, int planned) {
        return Delegation.mayWrite(by, written, planned);
    }

    /** One for each workload that stays; those of workloads that go, or of a spec that wants none any more, go. */
    void realise(RolloutPlan plan, String target, Children there) {
        Map<String, HasMetadata> wanted = new HashMap<>();
        if (by != Autoscaler.HANGIL) {
            boolean free = Delegation.isFree(
                    there.workloads().stream().map(Observer::workload).toList(), target);
            there.workloads().stream()
                    .filter(it -> !plan.obsolete().contains(it.getMetadata().getName()))
                    .forEach(it -> wanted.put(it.getMetadata().getName(), autoscaler(it, bounds(plan, it, free))));
        }
        for (HasMetadata object : there.autoscalers()) {
            HasMetadata same = wanted.get(object.getMetadata().getName());
            if (same == null || !same.getKind().equals(object.getKind())) {
                applier.delete(object);
            }
        }
        wanted.forEach((name, it) -> applier.apply(
                it,
                there.autoscalers().stream()
                        .filter(object -> object.getMetadata().getName().equals(name)
                                && object.getKind().equals(it.getKind()))
                        .findFirst()
                        .orElse(null)));
    }

    private HasMetadata autoscaler(HasMetadata workload, Bounds bounds) {
        Autoscalers autoscalers = new Autoscalers(deployment);
        return by == Autoscaler.KEDA
                ? autoscalers.scaledObject(workload, bounds, prometheus)
                : autoscalers.horizontal(workload, bounds);
    }

    private Bounds bounds(RolloutPlan plan, HasMetadata object, boolean free) {
        Workload workload = Observer.workload(object);
        if (free) {
            for (Variant variant : deployment.getSpec().variants()) {
                if (variant.name().equals(Observer.label(object, ServingLabels.VARIANT))) {
                    return new Bounds(variant.min(), variant.max());
                }
            }
        }
        return Bounds.held(plan.replicas(workload.variant(), workload.revision()));
    }
}
