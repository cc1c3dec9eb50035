package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The replicas of a workload, which every kind of workload has at the same place. */
public final class Replicas {

    private static final String SPEC = "spec";
    private static final String REPLICAS = "replicas";

    private Replicas() {}

    /** How many {@code workload} asks for; one where it does not say, as Kubernetes has it. */
    public static int of(HasMetadata workload) {
        if (workload instanceof Deployment deployment) {
            return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        }
        return spec(workload).get(REPLICAS) instanceof Number count ? count.intValue() : 1;
    }

    /** A copy of {@code workload} that asks for {@code count}. */
    public static HasMetadata with(HasMetadata workload, int count) {
        if (workload instanceof Deployment deployment) {
            return new DeploymentBuilder(deployment)
                    .editOrNewSpec()
                    .withReplicas(count)
                    .endSpec()
                    .build();
        }
        Map<String, Object> spec = new LinkedHashMap<>(spec(workload));
        spec.put(REPLICAS, count);
        return new GenericKubernetesResourceBuilder((GenericKubernetesResource) workload)
                .addToAdditionalProperties(SPEC, spec)
                .build();
    }

    /** Nothing but the name of {@code workload}: what one field manager says of it is added to that. */
    public static HasMetadata bare(HasMetadata workload) {
        String name = workload.getMetadata().getName();
        String namespace = workload.getMetadata().getNamespace();
        if (workload instanceof Deployment) {
            return new DeploymentBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .endMetadata()
                    .build();
        }
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(workload.getApiVersion())
                .withKind(workload.getKind())
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build();
    }

    private static Map<?, ?> raw(HasMetadata workload) {
        return ((GenericKubernetesResource) workload).getAdditionalProperties().get(SPEC) instanceof Map<?, ?> spec
                ? spec
                : Map.of();
    }

    private static Map<String, Object> spec(HasMetadata workload) {
        Map<String, Object> spec = new LinkedHashMap<>();
        raw(workload).forEach((name, value) -> spec.put(String.valueOf(name), value));
        return spec;
    }
}
