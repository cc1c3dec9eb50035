package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.ModelDeployment;

/**
 * What lets another controller write the replicas of a workload. Its signal is {@link #WANTED}, the count that the operator would
 * write itself, so devices, regions and zero mean the same whoever writes; while a rollout moves replicas from one revision to
 * another, it is held to one count.
 */
public final class Autoscalers {

    /** Gauge of the operator: replicas that a variant should have. */
    public static final String WANTED = "hangil_operator_replicas_wanted";

    /** Labels of {@link #WANTED}. */
    public static final String DEPLOYMENT = "model_deployment";

    /** Labels of {@link #WANTED}. */
    public static final String VARIANT = "variant";

    /** KEDA holds a workload at the count in this annotation. */
    static final String PAUSED = "autoscaling.keda.sh/paused-replicas";

    private static final int POLLING_SECONDS = 5;

    private final ModelDeployment deployment;

    public Autoscalers(ModelDeployment deployment) {
        this.deployment = deployment;
    }

    /**
     * Between which counts the replicas may be.
     *
     * @param min at least, >= 0
     * @param max at most, >= {@code min}
     */
    public record Bounds(int min, int max) {
        /** Exactly {@code count}. */
        public static Bounds held(int count) {
            return new Bounds(count, count);
        }

        boolean isHeld() {
            return min == max;
        }
    }

    /** For {@code workload}, which exists; where {@code bounds} say zero it rests, for the workload is at zero then. */
    public HorizontalPodAutoscaler horizontal(HasMetadata workload, Bounds bounds) {
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(metadata(workload))
                .withNewSpec()
                .withNewScaleTargetRef()
                .withApiVersion(workload.getApiVersion())
                .withKind(workload.getKind())
                .withName(workload.getMetadata().getName())
                .endScaleTargetRef()
                .withMinReplicas(Math.max(1, bounds.min()))
                .withMaxReplicas(Math.max(1, bounds.max()))
                .addNewMetric()
                .withType("External")
                .withNewExternal()
                .withNewMetric()
                .withName(WANTED)
                .withNewSelector()
                .addToMatchLabels(DEPLOYMENT, deployment.getMetadata().getName())
                .addToMatchLabels(VARIANT, variant(workload))
                .endSelector()
                .endMetric()
                .withNewTarget()
                .withType("AverageValue")
                .withAverageValue(new Quantity("1"))
                .endTarget()
                .endExternal()
                .endMetric()
                // The count waits already before it goes down.
                .withNewBehavior()
                .withNewScaleDown()
                .withStabilizationWindowSeconds(0)
                .endScaleDown()
                .endBehavior()
                .endSpec()
                .build();
    }

    /**
     * For {@code workload}, which exists.
     *
     * @param prometheus where KEDA asks for {@link #WANTED}
     */
    public GenericKubernetesResource scaledObject(HasMetadata workload, Bounds bounds, URI prometheus) {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("serverAddress", prometheus.toString());
        query.put(
                "query",
                "max(%s{namespace=\"%s\",%s=\"%s\",%s=\"%s\"})"
                        .formatted(
                                WANTED,
                                workload.getMetadata().getNamespace(),
                                DEPLOYMENT,
                                deployment.getMetadata().getName(),
                                VARIANT,
                                variant(workload)));
        query.put("threshold", "1");
        query.put("activationThreshold", "0");
        // Nobody knows is not zero.
        query.put("ignoreNullValues", "false");
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("apiVersion", workload.getApiVersion());
        target.put("kind", workload.getKind());
        target.put("name", workload.getMetadata().getName());
        Map<String, Object> trigger = new LinkedHashMap<>();
        trigger.put("type", "prometheus");
        trigger.put("metadata", query);
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target);
        spec.put("pollingInterval", POLLING_SECONDS);
        // The silence before zero is in the count already.
        spec.put("cooldownPeriod", 0);
        spec.put("minReplicaCount", bounds.isHeld() ? 0 : bounds.min());
        spec.put("maxReplicaCount", Math.max(1, bounds.max()));
        spec.put("triggers", List.of(trigger));
        ObjectMeta metadata = metadata(workload);
        if (bounds.isHeld()) {
            metadata.setAnnotations(Map.of(PAUSED, String.valueOf(bounds.min())));
        }
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(ForeignKind.SCALED_OBJECT.apiVersion())
                .withKind(ForeignKind.SCALED_OBJECT.kind())
                .withMetadata(metadata)
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    private ObjectMeta metadata(HasMetadata workload) {
        return new ObjectMetaBuilder()
                .withName(workload.getMetadata().getName())
                .withNamespace(workload.getMetadata().getNamespace())
                .withLabels(new TreeMap<>(workload.getMetadata().getLabels()))
                .withOwnerReferences(Workloads.owner(deployment))
                .build();
    }

    private static String variant(HasMetadata workload) {
        return Objects.requireNonNull(
                workload.getMetadata().getLabels().get(ServingLabels.VARIANT), "a workload without its variant");
    }
}
