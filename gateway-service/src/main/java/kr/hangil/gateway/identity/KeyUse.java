package kr.hangil.gateway.identity;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each API key was last used, until somebody writes it down. Best effort: bounded, and lost with the process.
 */
@Singleton
public class KeyUse {

    /** Most keys remembered between two flushes; beyond it new ones wait for the next. */
    static final int MOST = 10_000;

    private final Map<String, Instant> uses = new ConcurrentHashMap<>();

    void mark(String keyId, Instant at) {
        if (uses.size() < MOST || uses.containsKey(keyId)) {
            uses.put(keyId, at);
        }
    }

    /** Takes what was marked since the last call, by public key id. */
    public Map<String, Instant> drain() {
        Map<String, Instant> taken = new HashMap<>();
        uses.forEach((key, at) -> {
            if (uses.remove(key, at)) {
                taken.put(key, at);
            }
        });
        return taken;
    }
}
