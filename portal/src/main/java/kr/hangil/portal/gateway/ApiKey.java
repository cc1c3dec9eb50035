package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a tenant, without its secret. Lists and limits that the gateway leaves out are empty.
 *
 * @param id public part of the key; may be shown
 * @param name what its owner calls it
 * @param project project its usage belongs to; null for the default
 * @param models served names it may ask for; empty means every one
 * @param operations what it may do; empty means everything
 * @param regions regions that may serve it, beside the tenant's policy; empty means all
 * @param addresses ranges of IPv4 and IPv6 that it may be used from; empty means everywhere
 * @param limits of this key alone
 * @param createdBy who made it; null where unknown
 * @param expiresAt when it stops working by itself; null for never
 * @param revokedAt when it was revoked; null where it was not
 * @param rotatedAt when its secret was last changed; null where it never was
 * @param previousUntil first instant at which the secret before that is no longer good; null where there is none
 * @param lastUsedAt null where it never was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApiKey(
        String id,
        String name,
        @Nullable String project,
        List<String> models,
        List<String> operations,
        List<String> regions,
        List<String> addresses,
        Limits limits,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant previousUntil,
        @Nullable Instant lastUsedAt) {

    public ApiKey {
        models = orNone(models);
        operations = orNone(operations);
        regions = orNone(regions);
        addresses = orNone(addresses);
        limits = limits == null ? Limits.NONE : limits;
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** Whether the secret before the last rotation is still good at {@code now}. */
    public boolean hasTwoSecrets(Instant now) {
        return previousUntil != null && previousUntil.isAfter(now);
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
