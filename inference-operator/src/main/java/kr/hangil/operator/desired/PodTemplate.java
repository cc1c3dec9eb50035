package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.AcceleratorProfileSpec.DeviceRequest;
import kr.hangil.operator.api.EngineKind;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Drain;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;

/**
 * The pod of one variant: inference-service, which pulls, verifies and serves, and for every engine but llama.cpp the vendor's
 * server beside it on loopback. That one is a sidecar in Kubernetes' sense, so it ends only after inference-service has drained.
 */
public final class PodTemplate {

    static final int HTTP = 8082;
    static final int MANAGEMENT = 9082;

    /** Seconds of the grace period beside propagation and requests inside: for the engine's and the service's own end. */
    private static final int GRACE_MARGIN = 30;

    private static final String WEIGHTS = "/var/lib/hangil";
    private static final String CACHE = WEIGHTS + "/weights";
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

    /** Seconds a pod has until its first token: to pull {@code artifact} at the slowest expected rate, and its budget. */
    public static int startupSeconds(AcceleratorProfileSpec profile, ModelArtifact artifact, PodSettings settings) {
        long rate = settings.pullMibPerSecond() * 1024L * 1024L;
        return Math.toIntExact(profile.startupBudgetSeconds() + Math.ceilDiv(artifact.size(), rate));
    }

    /** Label of nodes that hold the version; its value is {@code "true"}. */
    public static String heldBy(ModelArtifact artifact) {
        return "digest." + ServingLabels.GROUP + "/" + artifact.digest().hex().substring(0, LABEL_DIGITS);
    }

    int startupSeconds() {
        return startupSeconds(profile, artifact, settings);
    }

    PodTemplateSpec build(String revision) {
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
                .withContainers(service());
        if (ownEngine()) {
            pod.addToInitContainers(engine());
        }
        volumes(pod);
        DeviceRequest request = profile.request();
        if (request != null && request.deviceClass() != null) {
            pod.withResourceClaims(new PodResourceClaimBuilder()
                    .withName(DeviceClaims.CLAIM)
                    .withResourceClaimTemplateName(
                            Names.workload(deployment.getMetadata().getName(), variant.name(), revision))
                    .build());
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Workloads.labels(deployment, variant, revision))
                .endMetadata()
                .withSpec(pod.build())
                .build();
    }

    private boolean ownEngine() {
        return profile.engine().kind() != EngineKind.LLAMACPP;
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

    private Container service() {
        return new ContainerBuilder()
                .withName("inference-service")
                .withImage(settings.image())
                .withImagePullPolicy("IfNotPresent")
                .addNewPort()
                .withName("http")
                .withContainerPort(HTTP)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("management")
                .withContainerPort(MANAGEMENT)
                .withProtocol("TCP")
                .endPort()
                .withEnv(serviceEnvironment())
                .withStartupProbe(startup())
                .withReadinessProbe(probe("ready", 2, 2, 3))
                // Slow, and about progress: a busy engine must never look dead, and a restart loads everything again.
                .withLivenessProbe(probe("live", 30, 10, 4))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep((long) spec.drain().propagationSeconds())
                .endPreStop()
                .endLifecycle()
                .withResources(ownEngine() ? serviceResources() : deviceResources())
                .withSecurityContext(containerSecurity(true))
                .withVolumeMounts(mount("tmp", "/tmp"), mount("weights", WEIGHTS))
                .addAllToVolumeMounts(
                        !ownEngine() && profile.shm() != null ? List.of(mount("shm", "/dev/shm")) : List.of())
                .build();
    }

    private List<EnvVar> serviceEnvironment() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("HANGIL_KEYCLOAK_URL", settings.keycloakUrl().toString());
        values.put("HANGIL_REGISTRY_URL", settings.registryUrl().toString());
        values.put("HANGIL_REGION", variant.region());
        values.put("HANGIL_WEIGHTS_CACHE", CACHE);
        values.put("HANGIL_INFERENCE_MODEL", spec.model().name());
        values.put("HANGIL_INFERENCE_REF", artifact.digest().value());
        values.put("HANGIL_INFERENCE_SERVED_NAMES", String.join(",", spec.servedAs()));
        values.put(
                "HANGIL_INFERENCE_ENGINE_SLOTS", String.valueOf(profile.engine().slots()));
        values.put("HANGIL_INFERENCE_ENGINE_STARTUP_TIMEOUT", "PT" + startupSeconds() + "S");
        values.put("QUARKUS_SHUTDOWN_TIMEOUT", "PT" + spec.drain().inflightSeconds() + "S");
        if (ownEngine()) {
            values.put("HANGIL_INFERENCE_ENGINE_KIND", "openai-http");
            values.put("HANGIL_INFERENCE_ENGINE_URL", "http://127.0.0.1:" + EngineCommand.PORT);
        } else {
            if (!profile.engine().args().isEmpty()) {
                values.put(
                        "HANGIL_INFERENCE_ENGINE_ARGUMENTS",
                        String.join(",", profile.engine().args()));
            }
            values.putAll(profile.engine().env());
        }
        List<EnvVar> variables = new ArrayList<>();
        values.forEach((name, value) -> variables.add(
                new EnvVarBuilder().withName(name).withValue(value).build()));
        variables.add(new EnvVarBuilder()
                .withName("HANGIL_REPLICA")
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .build());
        variables.add(new EnvVarBuilder()
                .withName("HANGIL_CLIENT_SECRET")
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(settings.secret())
                .withKey("client-secret")
                .endSecretKeyRef()
                .endValueFrom()
                .build());
        return variables;
    }

    private Container engine() {
        String folder = CACHE + "/versions/" + artifact.digest().hex();
        EngineCommand command =
                new EngineCommand(profile.engine(), artifact, spec, variant.devicesPerReplica(), folder);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("HF_HUB_OFFLINE", "1");
        values.put("HOME", "/tmp");
        values.put("VLLM_CACHE_ROOT", WEIGHTS + "/engine-cache");
        values.putAll(profile.engine().env());
        List<EnvVar> variables = values.entrySet().stream()
                .map(it -> new EnvVarBuilder()
                        .withName(it.getKey())
                        .withValue(it.getValue())
                        .build())
                .toList();
        return new ContainerBuilder()
                .withName("engine")
                .withImage(profile.engine().image())
                .withImagePullPolicy("IfNotPresent")
                .withRestartPolicy("Always")
                .withCommand(command.command())
                .withArgs(command.args())
                .withEnv(variables)
                .withResources(deviceResources())
                // Vendors' images write where they please.
                .withSecurityContext(containerSecurity(false))
                .withVolumeMounts(mount("engine-tmp", "/tmp"), mount("weights", WEIGHTS))
                .addAllToVolumeMounts(profile.shm() != null ? List.of(mount("shm", "/dev/shm")) : List.of())
                .build();
    }

    private Probe startup() {
        int seconds = startupSeconds();
        int period = Math.clamp(seconds / 100, 2, 30);
        return probe("started", period, 2, Math.ceilDiv(seconds, period));
    }

    private static Probe probe(String what, int period, int timeout, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath("/q/health/" + what)
                .withNewPort("management")
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(timeout)
                .withFailureThreshold(failures)
                .build();
    }

    private ResourceRequirements serviceResources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(settings.cpu()))
                .addToRequests("memory", new Quantity(settings.memory()))
                .addToLimits("memory", new Quantity(settings.memory()))
                .build();
    }

    private ResourceRequirements deviceResources() {
        int devices = variant.devicesPerReplica();
        Quantity cpu = times(profile.perDevice().cpu(), devices);
        Quantity memory = times(profile.perDevice().memory(), devices);
        ResourceRequirementsBuilder resources = new ResourceRequirementsBuilder()
                .addToRequests("cpu", cpu)
                .addToRequests("memory", memory)
                .addToLimits("memory", memory);
        DeviceRequest request = profile.request();
        if (request != null && request.extendedResource() != null) {
            Quantity count = new Quantity(String.valueOf(devices));
            resources.addToRequests(request.extendedResource(), count).addToLimits(request.extendedResource(), count);
        } else if (request != null) {
            resources.addNewClaim().withName(DeviceClaims.CLAIM).endClaim();
        }
        return resources.build();
    }

    /** The quantity in the unit it was given in, so that nobody wonders where a number comes from. */
    private static Quantity times(String quantity, int factor) {
        Quantity one = new Quantity(quantity);
        java.math.BigDecimal amount =
                new java.math.BigDecimal(one.getAmount()).multiply(java.math.BigDecimal.valueOf(factor));
        return new Quantity(amount.stripTrailingZeros().toPlainString(), one.getFormat());
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

    private static SecurityContext containerSecurity(boolean readOnlyRoot) {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(readOnlyRoot)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private void volumes(PodSpecBuilder pod) {
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
        if (ownEngine()) {
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

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }
}
