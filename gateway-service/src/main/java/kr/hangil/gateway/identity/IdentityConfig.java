package kr.hangil.gateway.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How credentials are checked. */
@ConfigMapping(prefix = "hangil.gateway.identity")
public interface IdentityConfig {

    /** Most tokens remembered as verified, 1..1000000. */
    @WithDefault("10000")
    int verifiedTokens();

    /** How long a verification may wait for Keycloak before the answer is a 503. */
    @WithDefault("3s")
    Duration keycloakTimeout();

    /** How long after Keycloak failed to answer nobody asks it again; callers get their 503 at once meanwhile. */
    @WithDefault("1s")
    Duration keycloakBackOff();

    /**
     * Address ranges of proxies in front of the gateway whose {@code X-Forwarded-For} is believed, for keys that are
     * good for some addresses only; none unless named.
     */
    Optional<List<String>> trustedProxies();
}
