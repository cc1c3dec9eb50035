package kr.hangil.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a service keeps up with Keycloak's signing keys. */
@ConfigMapping(prefix = "hangil.identity.keys")
public interface IdentityKeysConfig {

    /**
     * Between two looks at the keys: for so long a withdrawn one may be believed. Less than {@code
     * quarkus.oidc.token.forced-jwk-refresh-interval} has no effect.
     */
    @WithDefault("1m")
    Duration interval();

    /**
     * Folder of the service's own in which they are kept for a start without Keycloak; without one they are not. Who may write there
     * may sign tokens.
     */
    Optional<Path> folder();
}
