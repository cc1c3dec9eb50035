package kr.hangil.gateway.discovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Whether and where models are found in a Kubernetes cluster. */
@ConfigMapping(prefix = "hangil.gateway.discovery")
public interface DiscoveryConfig {

    /** Off, routes are what operators set by hand. */
    @WithDefault("false")
    boolean kubernetes();

    /** Namespace of the {@code ModelDeployment}s; the gateway's own where none is named. */
    Optional<String> namespace();
}
