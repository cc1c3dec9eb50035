package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.desired.PodSettings;
import kr.hangil.operator.desired.Replicas;
import kr.hangil.operator.desired.Revisions;
import kr.hangil.operator.desired.Workloads;
import kr.hangil.operator.rollout.RolloutPlan;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan so. Only objects of the revision that is asked for are written from the spec; those of other revisions are scaled,
 * marked and in the end deleted, never changed: that is what makes a revision immutable.
 */
final class Realisation {

    private final Applier applier;
    private final ModelDeployment deployment;
    private final Map<String, AcceleratorProfileSpec> profiles;
    private final ModelArtifact artifact;
    private final PodSettings settings;
    private final Autoscaling autoscaling;

    Realisation(
            Applier applier,
            ModelDeployment deployment,
            Map<String, AcceleratorProfileSpec> profiles,
            ModelArtifact artifact,
            PodSettings settings,
            Autoscaling autoscaling) {
        this.applier = applier;
        this.deployment = deployment;
        this.profiles = profiles;
        this.artifact = artifact;
        this.settings = settings;
        this.autoscaling = autoscaling;
    }

    void realise(Findings found, Children there) {
        RolloutPlan plan = Objects.requireNonNull(found.plan(), "a plan");
        String target = Revisions.of(deployment, profiles, artifact, settings);
        // What is given up comes first: it may be what the others wait for.
        there.workloads().stream()
                .sorted(Comparator.comparingInt(it -> planned(plan, it) - Replicas.of(it)))
                .filter(it -> autoscaling.mayWrite(Replicas.of(it), planned(plan, it)))
                .forEach(it -> applier.scale(it, planned(plan, it)));
        autoscaling.realise(plan, target, there);
        for (Variant variant : deployment.getSpec().variants()) {
            workload(plan, variant, target, there);
            budget(found, variant, there);
        }
        there.workloads().forEach(it -> applier.mark(it, marks(plan, revision(it))));
        remove(plan, there);
    }

    private void workload(RolloutPlan plan, Variant variant, String target, Children there) {
        Workloads workloads = new Workloads(
                deployment,
                variant,
                Objects.requireNonNull(profiles.get(variant.profile()), "accepted without its profile"),
                artifact,
                settings);
        Service service = workloads.service(target);
        applier.apply(service, named(there.services(), service));
        HasMetadata wanted = workloads.workload(target);
        HasMetadata actual = named(there.workloads(), wanted);
        if (actual == null) {
            workloads.claimTemplate(target).ifPresent(it -> applier.apply(it, null));
            applier.create(wanted, plan.replicas(variant.name(), target));
            applier.mark(wanted, marks(plan, target));
        } else {
            applier.apply(wanted, actual);
        }
    }

    private void budget(Findings found, Variant variant, Children there) {
        int wanted = found.slots().stream()
                .filter(it -> it.variant().equals(variant.name()))
                .mapToInt(Findings.Slot::wanted)
                .sum();
        Workloads workloads = new Workloads(
                deployment,
                variant,
                Objects.requireNonNull(profiles.get(variant.profile()), "accepted without its profile"),
                artifact,
                settings);
        workloads.disruptionBudget(wanted).ifPresent(it -> applier.apply(it, named(there.budgets(), it)));
        if (wanted < 2) {
            budgetsOf(variant.name(), there).forEach(applier::delete);
        }
    }

    private static List<PodDisruptionBudget> budgetsOf(String variant, Children there) {
        return there.budgets().stream()
                .filter(it -> Observer.label(it, ServingLabels.VARIANT).equals(variant))
                .toList();
    }

    private void remove(RolloutPlan plan, Children there) {
        there.workloads().stream()
                .filter(it -> plan.obsolete().contains(it.getMetadata().getName()))
                .forEach(applier::deleteWorkload);
        Set<String> kept = new HashSet<>();
        there.workloads().stream()
                .filter(it -> !plan.obsolete().contains(it.getMetadata().getName()))
                .forEach(it -> kept.add(variantAndRevision(it)));
        String target = Revisions.of(deployment, profiles, artifact, settings);
        there.services().stream()
                .filter(it ->
                        !kept.contains(variantAndRevision(it)) && !revision(it).equals(target))
                .forEach(applier::delete);
        Set<String> variants = new HashSet<>();
        deployment.getSpec().variants().forEach(it -> variants.add(it.name()));
        there.budgets().stream()
                .filter(it -> !variants.contains(Observer.label(it, ServingLabels.VARIANT)))
                .forEach(applier::delete);
    }

    private static int planned(RolloutPlan plan, HasMetadata of) {
        return plan.replicas(Observer.label(of, ServingLabels.VARIANT), revision(of));
    }

    private static String variantAndRevision(HasMetadata of) {
        return Observer.label(of, ServingLabels.VARIANT) + "/" + revision(of);
    }

    private static String revision(HasMetadata of) {
        return Observer.label(of, ServingLabels.REVISION);
    }

    private static Map<String, String> marks(RolloutPlan plan, String revision) {
        return Objects.requireNonNullElse(plan.marks().get(revision), Map.of());
    }

    private static <T extends HasMetadata> @Nullable T named(Collection<T> there, HasMetadata wanted) {
        String name = wanted.getMetadata().getName();
        return there.stream()
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
