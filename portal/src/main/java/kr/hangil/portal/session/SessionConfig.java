package kr.hangil.portal.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How sessions are kept. */
@ConfigMapping(prefix = "hangil.portal.session")
interface SessionConfig {

    /** Secret that the stored tokens are encrypted with, at least 32 characters; {@code HANGIL_PORTAL_SESSION_KEY}. */
    Optional<String> key();

    /** How long a browser may be idle before its cookie goes; Keycloak's own session limits apply as well. */
    @WithDefault("10H")
    Duration idle();

    /** How long replaced tokens stay readable for requests that were already under way. */
    @WithDefault("30S")
    Duration handover();
}
