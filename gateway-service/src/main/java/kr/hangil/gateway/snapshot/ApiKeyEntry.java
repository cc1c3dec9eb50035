package kr.hangil.gateway.snapshot;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the data plane knows of an API key: enough to recognise it, nothing to rebuild it from.
 *
 * @param id public id, the part of a key that may be logged
 * @param hash HMAC-SHA-256 of the whole key under the pepper, 64 lower-case hexadecimal digits
 * @param tenant tenant the key belongs to
 * @param project project its usage is accounted to; null where it has none
 * @param models served names it is good for; empty means all
 * @param expiresAt first instant at which it no longer works; null means never
 * @param revokedAt when it was revoked; null while it is not
 * @param limits of this key alone, beside its project's and its tenant's; a document without them sets none
 */
public record ApiKeyEntry(
        String id,
        String hash,
        String tenant,
        @Nullable String project,
        Set<String> models,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        Limits limits) {
    public ApiKeyEntry {
        models = Set.copyOf(models);
        limits = limits == null ? Limits.NONE : limits;
    }

    /** Without the hash: it is no secret, but no log line needs it. */
    @Override
    public String toString() {
        return "ApiKeyEntry[" + id + " of " + tenant + "]";
    }
}
