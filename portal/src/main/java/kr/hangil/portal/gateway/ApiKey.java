package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a tenant, without its secret.
 *
 * @param id public part of the key; may be shown
 * @param name what its owner calls it
 * @param project project its usage belongs to; null for the default
 * @param models served names it may ask for; empty means every one
 * @param createdBy who made it; null where unknown
 * @param expiresAt when it stops working by itself; null for never
 * @param revokedAt when it was revoked; null where it was not
 * @param lastUsedAt null where it never was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApiKey(
        String id,
        String name,
        @Nullable String project,
        @Nullable List<String> models,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    public ApiKey {
        models = models == null ? List.of() : List.copyOf(models);
    }

    /** Where the key is in its life at {@code now}. */
    public State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        return expiresAt != null && !expiresAt.isAfter(now) ? State.EXPIRED : State.ACTIVE;
    }

    /** Whether a key works, and if not, why. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }
}
