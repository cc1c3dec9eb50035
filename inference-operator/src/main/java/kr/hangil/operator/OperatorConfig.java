package kr.hangil.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kr.hangil.operator.profiles.EngineImages;

/** How the operator looks at its surroundings and how patient it is. */
@ConfigMapping(prefix = "hangil.operator")
public interface OperatorConfig {

    /** Base address of the model registry. */
    @WithDefault("http://model-registry-service:8081")
    URI registryUrl();

    /** How long what the registry said is believed: an alias that moves is seen after at most that. */
    @WithDefault("PT30S")
    Duration registryTtl();

    /** Base addresses of the gateways; without them {@link #gatewayService} is looked up. */
    Optional<List<URI>> gateways();

    /** Name of a headless Service, each of whose addresses is a gateway. */
    @WithDefault("gateway-service-pods")
    String gatewayService();

    /** Port of the gateways behind {@link #gatewayService}. */
    @WithDefault("8080")
    @Min(1)
    @Max(65535)
    int gatewayPort();

    /** How often gateways are asked what they route and what waits there. */
    @WithDefault("PT2S")
    Duration gatewayInterval();

    /** How often pods are asked how busy they are, and a deployment is looked at when nothing happens. */
    @WithDefault("PT10S")
    Duration podInterval();

    /** Longest answer of a gateway, a pod or the registry. */
    @WithDefault("PT5S")
    Duration answerLimit();

    /** How long a new revision keeps the canary's weight while its answers are watched. */
    @WithDefault("PT60S")
    Duration canaryHold();

    /** How long nothing higher must have been wanted before replicas are reduced. */
    @WithDefault("PT5M")
    Duration reductionWindow();

    /** Where KEDA asks for {@code hangil_operator_replicas_wanted}, for deployments that it scales. */
    @WithDefault("http://prometheus.monitoring:9090")
    URI prometheusUrl();

    /** Folder of {@code AcceleratorProfile}s that are applied when the operator starts; without it none are. */
    Optional<Path> profiles();

    /** Images that stand for those in {@link #profiles}. */
    EngineImages engineImages();

    /** Regions of this cluster; a variant elsewhere is refused. Empty: every region is taken. */
    Optional<List<String>> regions();
}
