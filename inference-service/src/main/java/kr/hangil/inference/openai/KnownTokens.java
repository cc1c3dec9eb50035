package kr.hangil.inference.openai;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signature was checked lately, by their SHA-256: a gateway sends the same one for an hour, and checking it costs
 * more than everything else before the engine. A key that is withdrawn at Keycloak is honoured for {@link #TRUST} at most.
 * Safe for use by several threads.
 */
final class KnownTokens {

    /** Longest time until a token is checked again. */
    static final Duration TRUST = Duration.ofMinutes(1);

    private static final int MOST = 256;

    private final Clock clock;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Whose token it is.
     *
     * @param client that calls
     * @param roles it has
     */
    record Caller(String client, Set<String> roles) {}

    private record Known(Caller caller, Instant until) {}

    KnownTokens(Clock clock) {
        this.clock = clock;
    }

    /** Who sends {@code credential}, if that was checked lately and has not expired since; null otherwise. */
    @Nullable
    Caller find(String credential) {
        String key = key(credential);
        synchronized (known) {
            Known found = known.get(key);
            if (found == null) {
                return null;
            }
            if (!clock.instant().isBefore(found.until())) {
                known.remove(key);
                return null;
            }
            return found.caller();
        }
    }

    /** {@code credential} was checked, and is {@code caller}'s until {@code expiry}. */
    void keep(String credential, Caller caller, Instant expiry) {
        Instant trusted = clock.instant().plus(TRUST);
        Known fresh = new Known(caller, expiry.isBefore(trusted) ? expiry : trusted);
        String key = key(credential);
        synchronized (known) {
            known.put(key, fresh);
        }
    }

    private static String key(String credential) {
        return Digest.sha256(credential.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
