package kr.hangil.gateway.secret;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What the gateway must keep to itself. */
@ConfigMapping(prefix = "hangil.gateway.secret")
interface SecretConfig {

    /**
     * Secret under which API keys are hashed, at least 32 bytes of UTF-8; the same on every replica, and for ever:
     * under another pepper every key is unknown. Production does not start without one.
     */
    Optional<String> pepper();
}
