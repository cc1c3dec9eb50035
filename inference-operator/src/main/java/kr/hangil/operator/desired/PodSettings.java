package kr.hangil.operator.desired;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.Optional;

/**
 * What every inference pod has in common. A change of any of it is a new revision of every deployment, rolled out like any other.
 */
@ConfigMapping(prefix = "hangil.operator.pod")
public interface PodSettings {

    /** Image of inference-service, by version or digest. */
    @WithDefault("hangil/inference-service:0.1.0")
    @NotBlank
    String image();

    /** Base address of Keycloak as pods reach it. */
    @WithDefault("http://keycloak.keycloak:8080")
    URI keycloakUrl();

    /** Base address of the model registry as pods reach it. */
    @WithDefault("http://model-registry-service:8081")
    URI registryUrl();

    /** Secret with key {@code client-secret} of Keycloak client {@code inference-service}, in the pods' namespace. */
    @WithDefault("inference-service")
    String secret();

    /** Service account of the pods, in their namespace; no token of it is mounted. */
    @WithDefault("inference-service")
    String serviceAccount();

    /** Label by which nodes say their region. */
    @WithDefault("topology.kubernetes.io/region")
    String regionLabel();

    /** Cores of inference-service where the engine is a container of its own. */
    @WithDefault("1")
    String cpu();

    /** Memory of inference-service where the engine is a container of its own. */
    @WithDefault("1Gi")
    String memory();

    /** Slowest rate at which weights are expected to come, MiB/s: a pod has the time for that beside its start-up budget. */
    @WithDefault("25")
    @WithName("pull-mib-per-second")
    @Min(1)
    int pullMibPerSecond();

    /**
     * Folder of each node where pods share verified weights; absent: every pod pulls its own. Such pods do not pass Pod
     * Security level "baseline".
     */
    Optional<String> nodeCache();

    /** ConfigMap of public keys, {@code *.pem}, in the pods' namespace: given, pods serve only what their holders signed. */
    Optional<String> trustedKeys();
}
