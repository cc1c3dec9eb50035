package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.desired.ForeignKind;

/**
 * What there is of one deployment.
 *
 * @param workloads one for each variant and revision: Deployments, or LeaderWorkerSets
 * @param services likewise
 * @param budgets one for each variant that has several replicas
 * @param autoscalers of workloads: HorizontalPodAutoscalers, or ScaledObjects
 * @param pods of all of them
 */
record Children(
        List<HasMetadata> workloads,
        Set<Service> services,
        Set<PodDisruptionBudget> budgets,
        List<HasMetadata> autoscalers,
        Set<Pod> pods) {

    static Children of(Context<ModelDeployment> context, ForeignObjects foreign) {
        ModelDeployment deployment = context.getPrimaryResource();
        ResourceID id = ResourceID.fromResource(deployment);
        return new Children(
                both(context.getSecondaryResources(Deployment.class), foreign.of(ForeignKind.LEADER_WORKER_SET, id)),
                context.getSecondaryResources(Service.class),
                context.getSecondaryResources(PodDisruptionBudget.class),
                both(
                        // KEDA makes some as well, with our labels on them.
                        context.getSecondaryResources(HorizontalPodAutoscaler.class).stream()
                                .filter(Children::isOurs)
                                .toList(),
                        foreign.of(ForeignKind.SCALED_OBJECT, id)),
                context.getSecondaryResources(Pod.class));
    }

    private static List<HasMetadata> both(
            Collection<? extends HasMetadata> some, Collection<GenericKubernetesResource> others) {
        return Stream.<HasMetadata>concat(some.stream(), others.stream()).collect(Collectors.toList());
    }

    private static boolean isOurs(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(it -> it.getKind().equals("ModelDeployment"));
    }
}
