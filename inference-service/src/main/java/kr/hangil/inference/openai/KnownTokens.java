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
 * more than everything else before the engine. What was signed with other keys than those that count now is not known.
 * Safe for use by several threads.
 */
final class KnownTokens {

    /** Longest time until a token is checked again. */
    static final Duration TRUST = Duration.ofMinutes(1);

    private static final int MOST = 256;

    private final Clock clock;
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
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

    /**
     * What is checked.
     *
     * @param credential as the header says it
     * @param keys how often the signing keys had changed before
     */
    record Checked(String credential, long keys) {

        private Key key() {
            return new Key(
                    Digest.sha256(credential.getBytes(StandardCharsets.UTF_8)).hex(), keys);
        }

        /** Without the credential. */
        @Override
        public String toString() {
            return "Checked[" + keys + "]";
        }
    }

    private record Key(String digest, long keys) {}

    private record Known(Caller caller, Instant until) {}

    KnownTokens(Clock clock) {
        this.clock = clock;
    }

    /** Whose {@code token} is, if it was checked lately and has not expired since; null otherwise. */
    @Nullable
    Caller find(Checked token) {
        Key key = token.key();
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

    /** {@code token} is {@code caller}'s until {@code expiry}. */
    void keep(Checked token, Caller caller, Instant expiry) {
        Instant trusted = clock.instant().plus(TRUST);
        Known fresh = new Known(caller, expiry.isBefore(trusted) ? expiry : trusted);
        Key key = token.key();
        synchronized (known) {
            known.put(key, fresh);
        }
    }
}
