package kr.hangil.gateway.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it may be shown at any time.
 *
 * @param id public id; the key starts with {@code hgl_<id>_}
 * @param name for people
 * @param project project its usage counts for; null for none
 * @param models served names it is good for; empty for all
 * @param createdBy who made it, as people know them
 * @param expiresAt first instant at which it no longer works; null for never
 * @param revokedAt when it was revoked; null while it is not
 * @param lastUsedAt last use, seconds behind; null where it was never used
 */
record KeyView(
        String id,
        String name,
        @Nullable String project,
        List<String> models,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    KeyView {
        models = List.copyOf(models);
    }

    static KeyView of(ApiKeyEntity key) {
        return new KeyView(
                key.id,
                key.name,
                key.project,
                List.of(key.models),
                key.createdAt,
                key.createdBy,
                key.expiresAt,
                key.revokedAt,
                key.lastUsedAt);
    }
}
