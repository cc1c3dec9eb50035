package kr.hangil.gateway.keys;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a new key shall be.
 *
 * @param name for people, 1..80 characters
 * @param project project its usage counts for; null for none
 * @param models served names it shall be good for, sorted; empty for all
 * @param expiresAt when it stops working; null for never
 */
record NewKey(
        String name,
        @Nullable String project,
        Set<String> models,
        @Nullable Instant expiresAt) {
    NewKey {
        models = Collections.unmodifiableSet(new TreeSet<>(models));
    }
}
