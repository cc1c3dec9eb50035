package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Set;
import kr.hangil.operator.api.ModelDeployment;

/**
 * What there is of one deployment.
 *
 * @param deployments one for each variant and revision
 * @param services likewise
 * @param budgets one for each variant that has several replicas
 * @param pods of all of them
 */
record Children(Set<Deployment> deployments, Set<Service> services, Set<PodDisruptionBudget> budgets, Set<Pod> pods) {

    static Children of(Context<ModelDeployment> context) {
        return new Children(
                context.getSecondaryResources(Deployment.class),
                context.getSecondaryResources(Service.class),
                context.getSecondaryResources(PodDisruptionBudget.class),
                context.getSecondaryResources(Pod.class));
    }
}
