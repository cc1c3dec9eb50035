package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.AcceleratorProfileSpec.DeviceRequest;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Drain;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.Span.Role;

/**
 * The pod of one variant: inference-service, which pulls, verifies and serves, and for every engine but llama.cpp the vendor's
 * server beside it on loopback. That one is a sidecar in Kubernetes' sense, so it ends only after inference-service has drained.
 */
public final class PodTemplate {

    static final int HTTP = 8082;
    static final int MANAGEMENT = 9082;

    /** Name of the volume of keys that models are signed by. */
    static final String TRUSTED_KEYS = "trusted-keys";

    /** Seconds of the grace period beside propagation and requests inside: for the engine's and the service's own end. */
    private static final int GRACE_MARGIN = 30;

    private static final int USER = 10001;
    private static final int LABEL_DIGITS = 40;

    private final ModelDeployment deployment;
    private final ModelDeploymentSpec spec;
    private final Variant variant;
    private final AcceleratorProfileSpec profile;
    private final ModelArtifact artifact;
    private final PodSettings settings;

    PodTemplate(
            ModelDeployment deployment,
            Variant variant,
            AcceleratorProfileSpec profile,
            ModelArtifact artifact,
            PodSettings settings) {
        this.deployment = deployment;
        this.spec = deployment.getSpec();
        this.variant = variant;
        this.profile = profile;
        this.artifact = artifact;
        this.settings = settings;
    }

    /** Seconds from the first sign that a pod leaves until it is killed; more than propagation and requests inside together. */
    public static int graceSeconds(Drain drain) {
        return Math.addExact(Math.addExact(drain.propagationSeconds(), drain.inflightSeconds()), GRACE_MARGIN);
    }

    /** Seconds a pod has until its first token: to pull {@code artifact} and its adapters at the slowest expected rate, and its budget. */
    public static int startupSeconds(AcceleratorProfileSpec profile, ModelArtifact artifact, PodSettings settings) {
        long rate = settings.pullMibPerSecond() * 1024L * 1024L;
        return Math.toIntExact(profile.startupBudgetSeconds() + Math.ceilDiv(artifact.pulled(), rate));
    }

    /** Label of nodes that hold the version; its value is {@code "true"}. */
    public static String heldBy(ModelArtifact artifact) {
        return "digest." + ServingLabels.GROUP + "/" + artifact.digest().hex().substring(0, LABEL_DIGITS);
    }

    int startupSeconds() {
        return startupSeconds(profile, artifact, settings);
    }

    PodTemplateSpec build(String revision, Role role) {
        PodContainers containers = new PodContainers(spec, variant, profile, artifact, settings, role);
        Map<String, String> selector = new LinkedHashMap<>();
        selector.put(ServingLabels.DEPLOYMENT, deployment.getMetadata().getName());
        selector.put(ServingLabels.VARIANT, variant.name());
        selector.put(ServingLabels.REVISION, revision);
        PodSpecBuilder pod = new PodSpecBuilder()
                .withServiceAccountName(settings.serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds((long) graceSeconds(spec.drain()))
                .withSecurityContext(podSecurity())
                .withNodeSelector(nodeSelector())
                .withTolerations(profile.tolerations())
                .withAffinity(preferNodesWithWeights())
                .withTopologySpreadConstraints(
                        spread("topology.kubernetes.io/zone", selector), spread("kubernetes.io/hostname", selector))
                .withContainers(containers.service());
        if (containers.hasEngine()) {
            pod.addToInitContainers(containers.engine());
        }
        volumes(pod, containers.hasEngine());
        DeviceRequest request = profile.request();
        if (request != null && request.deviceClass() != null) {
            pod.withResourceClaims(new PodResourceClaimBuilder()
                    .withName(DeviceClaims.CLAIM)
                    .withResourceClaimTemplateName(
                            Names.workload(deployment.getMetadata().getName(), variant.name(), revision))
                    .build());
        }
        Map<String, String> labels = Workloads.labels(deployment, variant, revision);
        if (role != Role.ALONE) {
            labels.put(Workloads.GROUP, "true");
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod.build())
                .build();
    }

    /** A region is never left: it is a condition of the node, not a preference. */
    private Map<String, String> nodeSelector() {
        Map<String, String> labels = new TreeMap<>(profile.nodeSelector());
        labels.put(settings.regionLabel(), variant.region());
        return labels;
    }

    private Affinity preferNodesWithWeights() {
        return new AffinityBuilder()
                .withNewNodeAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(50)
                .withNewPreference()
                .addNewMatchExpression()
                .withKey(heldBy(artifact))
                .withOperator("Exists")
                .endMatchExpression()
                .endPreference()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();
    }

    private static TopologySpreadConstraint spread(String key, Map<String, String> selector) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(key)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(selector)
                .endLabelSelector()
                .build();
    }

    private static PodSecurityContext podSecurity() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser((long) USER)
                .withRunAsGroup((long) USER)
                .withFsGroup((long) USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private void volumes(PodSpecBuilder pod, boolean engine) {
        emptyDir(pod, "tmp", "1Gi");
        if (settings.nodeCache().isPresent()) {
            pod.addNewVolume()
                    .withName("weights")
                    .withNewHostPath()
                    .withPath(settings.nodeCache().get())
                    .withType("DirectoryOrCreate")
                    .endHostPath()
                    .endVolume();
        } else {
            pod.addNewVolume()
                    .withName("weights")
                    .withNewEmptyDir()
                    .endEmptyDir()
                    .endVolume();
        }
        settings.trustedKeys()
                .ifPresent(configMap -> pod.addNewVolume()
                        .withName(TRUSTED_KEYS)
                        .withNewConfigMap()
                        .withName(configMap)
                        .endConfigMap()
                        .endVolume());
        if (engine) {
            emptyDir(pod, "engine-tmp", "20Gi");
        }
        String shm = profile.shm();
        if (shm != null) {
            pod.addNewVolume()
                    .withName("shm")
                    .withNewEmptyDir()
                    .withMedium("Memory")
                    .withSizeLimit(new Quantity(shm))
                    .endEmptyDir()
                    .endVolume();
        }
    }

    private static void emptyDir(PodSpecBuilder pod, String name, String limit) {
        pod.addNewVolume()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity(limit))
                .endEmptyDir()
                .endVolume();
    }
}
