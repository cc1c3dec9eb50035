package kr.hangil.gateway.secret;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Size;

/** What the gateway must keep to itself. The gateway does not start where it is missing or too short. */
@ConfigMapping(prefix = "hangil.gateway.secret")
interface SecretConfig {

    /**
     * Secret under which API keys are hashed, at least 32 characters; the same on every replica, and for ever: under
     * another pepper every key is unknown.
     */
    @Size(min = 32, message = "must have 32 characters or more: set HANGIL_API_KEY_PEPPER")
    String pepper();
}
