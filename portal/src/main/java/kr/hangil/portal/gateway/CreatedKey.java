package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key just made, or given another secret, the only time its secret exists outside its owner's hands.
 *
 * @param id public part
 * @param rotatedAt when it was given another secret; null for a new key
 * @param previousUntil first instant at which the secret before is no longer good; null where there is none
 * @param key the whole key; never logged, never stored
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CreatedKey(
        String id,
        String name,
        @Nullable Instant rotatedAt,
        @Nullable Instant previousUntil,
        String key) {
    @Override
    public String toString() {
        return "CreatedKey[" + id + ", hidden]";
    }
}
