package kr.hangil.gateway.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the data plane knows of an API key: enough to recognise it, nothing to rebuild it from.
 *
 * @param id public id, the part of a key that may be logged
 * @param hash what the key must hash to
 * @param tenant tenant the key belongs to
 * @param project project its usage is accounted to; null where it has none
 * @param scope what it is good for
 * @param limits of this key alone, beside its project's and its tenant's
 * @param expiresAt first instant at which it no longer works; null means never
 * @param revokedAt when it was revoked; null while it is not
 * @param previous what it was before it was rotated; null where nothing of that is good any more
 */
public record ApiKeyEntry(
        String id,
        KeyHash hash,
        String tenant,
        @Nullable String project,
        KeyScope scope,
        Limits limits,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Previous previous) {

    /**
     * The secret before a rotation.
     *
     * @param until first instant at which it is no longer good
     */
    public record Previous(KeyHash hash, Instant until) {}

    /** Whether a key that hashes to {@code presented} is this one at {@code now}. */
    public boolean recognises(KeyHash presented, Instant now) {
        boolean current = hash.matches(presented);
        return current || (previous != null && previous.hash().matches(presented) && now.isBefore(previous.until()));
    }

    /** Without the hash: it is no secret, but no log line needs it. */
    @Override
    public String toString() {
        return "ApiKeyEntry[" + id + " of " + tenant + "]";
    }
}
