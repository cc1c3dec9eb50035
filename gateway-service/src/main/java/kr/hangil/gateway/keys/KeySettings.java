package kr.hangil.gateway.keys;

import java.time.Instant;
import kr.hangil.gateway.snapshot.KeyScope;
import kr.hangil.gateway.snapshot.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decides about a key, when it is made or later.
 *
 * @param name for people, 1..80 characters
 * @param project project its usage counts for; null for none
 * @param scope what it shall be good for
 * @param limits of this key alone
 * @param expiresAt when it stops working; null for never
 */
record KeySettings(
        String name,
        @Nullable String project,
        KeyScope scope,
        Limits limits,
        @Nullable Instant expiresAt) {}
