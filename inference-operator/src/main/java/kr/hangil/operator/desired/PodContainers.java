package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.AcceleratorProfileSpec.DeviceRequest;
import kr.hangil.operator.api.EngineKind;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.Span.Role;

/** What runs in the pod of one variant. */
final class PodContainers {

    private static final String WEIGHTS = "/var/lib/hangil";
    private static final String CACHE = WEIGHTS + "/weights";
    private static final String TRUSTED_KEYS = "/etc/hangil/trusted-keys";

    private final ModelDeploymentSpec spec;
    private final Variant variant;
    private final AcceleratorProfileSpec profile;
    private final ModelArtifact artifact;
    private final PodSettings settings;
    private final Span span;
    private final Role role;

    PodContainers(
            ModelDeploymentSpec spec,
            Variant variant,
            AcceleratorProfileSpec profile,
            ModelArtifact artifact,
            PodSettings settings,
            Role role) {
        this.spec = spec;
        this.variant = variant;
        this.profile = profile;
        this.artifact = artifact;
        this.settings = settings;
        this.span = Span.of(variant, profile);
        this.role = role;
    }

    /** Whether the engine is a container of its own. */
    boolean hasEngine() {
        return profile.engine().kind() != EngineKind.LLAMACPP;
    }

    /** Pulls, verifies and serves. */
    Container service() {
        return new ContainerBuilder()
                .withName("inference-service")
                .withImage(settings.image())
                .withImagePullPolicy("IfNotPresent")
                .addNewPort()
                .withName("http")
                .withContainerPort(PodTemplate.HTTP)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("management")
                .withContainerPort(PodTemplate.MANAGEMENT)
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
                .withResources(hasEngine() ? serviceResources() : deviceResources())
                .withSecurityContext(containerSecurity(true))
                .withVolumeMounts(mount("tmp", "/tmp"), mount("weights", WEIGHTS))
                .addAllToVolumeMounts(
                        settings.trustedKeys().isPresent()
                                ? List.of(mount(PodTemplate.TRUSTED_KEYS, TRUSTED_KEYS))
                                : List.of())
                .addAllToVolumeMounts(
                        !hasEngine() && profile.shm() != null ? List.of(mount("shm", "/dev/shm")) : List.of())
                .build();
    }

    private List<EnvVar> serviceEnvironment() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("HANGIL_KEYCLOAK_URL", settings.keycloakUrl().toString());
        values.put("HANGIL_REGISTRY_URL", settings.registryUrl().toString());
        values.put("HANGIL_REGION", variant.region());
        values.put("HANGIL_WEIGHTS_CACHE", CACHE);
        if (settings.trustedKeys().isPresent()) {
            values.put("HANGIL_WEIGHTS_TRUSTED_KEYS", TRUSTED_KEYS);
        }
        values.put("HANGIL_INFERENCE_MODEL", spec.model().name());
        values.put("HANGIL_INFERENCE_REF", artifact.digest().value());
        values.put("HANGIL_INFERENCE_SERVED_NAMES", String.join(",", spec.servedAs()));
        values.put(
                "HANGIL_INFERENCE_ENGINE_SLOTS", String.valueOf(profile.engine().slots()));
        values.put(
                "HANGIL_INFERENCE_ENGINE_STARTUP_TIMEOUT",
                "PT" + PodTemplate.startupSeconds(profile, artifact, settings) + "S");
        values.put("QUARKUS_SHUTDOWN_TIMEOUT", "PT" + spec.drain().inflightSeconds() + "S");
        if (!artifact.adapters().isEmpty()) {
            values.put(
                    "HANGIL_INFERENCE_ADAPTERS",
                    artifact.adapters().stream()
                            .map(it -> it.name() + "=" + it.asked().model() + "@"
                                    + it.version().digest())
                            .collect(Collectors.joining(",")));
        }
        if (hasEngine() && !artifact.adapters().isEmpty()) {
            values.put(
                    "HANGIL_INFERENCE_ENGINE_DIALECT", profile.engine().kind().wire());
        }
        if (role == Role.WORKER) {
            // It holds the weights of an engine that the leader speaks for.
            values.put("HANGIL_INFERENCE_ENGINE_KIND", "elsewhere");
        } else if (hasEngine()) {
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

    /** The vendor's server, a sidecar. */
    Container engine() {
        EngineCommand command = new EngineCommand(profile.engine(), artifact, spec, span, role, CACHE + "/versions/");
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
        int seconds = PodTemplate.startupSeconds(profile, artifact, settings);
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
        int devices = span.devices();
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

    private static SecurityContext containerSecurity(boolean readOnlyRoot) {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(readOnlyRoot)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }
}
