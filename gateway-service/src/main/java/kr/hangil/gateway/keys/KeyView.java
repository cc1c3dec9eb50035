package kr.hangil.gateway.keys;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import kr.hangil.gateway.policy.LimitsBody;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it may be shown at any time.
 *
 * @param id public id; the key starts with {@code hgl_<id>_}
 * @param revision raised by every change; told as an entity tag
 * @param name for people
 * @param project project its usage counts for; null for none
 * @param models served names it is good for; empty for all
 * @param operations what it may do; empty for everything
 * @param regions regions that may serve it, beside its tenant's policy; empty for all
 * @param addresses where its callers may be; empty for everywhere
 * @param limits of this key alone
 * @param createdBy who made it, as people know them
 * @param expiresAt first instant at which it no longer works; null for never
 * @param revokedAt when it was revoked; null while it is not
 * @param rotatedAt when its secret was last changed; null where it never was
 * @param previousUntil first instant at which the secret before that is no longer good; null where there is none
 * @param lastUsedAt last use, seconds behind; null where it was never used
 */
record KeyView(
        String id,
        @JsonIgnore long revision,
        String name,
        @Nullable String project,
        List<String> models,
        List<String> operations,
        List<String> regions,
        List<String> addresses,
        LimitsBody limits,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant previousUntil,
        @Nullable Instant lastUsedAt) {

    KeyView {
        models = List.copyOf(models);
        operations = List.copyOf(operations);
        regions = List.copyOf(regions);
        addresses = List.copyOf(addresses);
    }

    static KeyView of(ApiKeyEntity key) {
        return new KeyView(
                key.id,
                key.revision,
                key.name,
                key.project,
                List.of(key.models),
                List.of(key.operations),
                List.of(key.regions),
                List.of(key.addresses),
                LimitsBody.of(key.limits()),
                key.createdAt,
                key.createdBy,
                key.expiresAt,
                key.revokedAt,
                key.rotatedAt,
                key.previousUntil,
                key.lastUsedAt);
    }
}
