package kr.hangil.gateway.snapshot;

import java.util.HashMap;
import java.util.Map;

/**
 * The keys of a snapshot in the making, compact: an entry that did not change is the object it was before, and what
 * many keys have in common is there once.
 */
final class KeyTable {

    private final Map<String, ApiKeyEntry> before;
    private final Map<String, ApiKeyEntry> keys;
    private final Map<Object, Object> shared = new HashMap<>();

    private KeyTable(Map<String, ApiKeyEntry> before, Map<String, ApiKeyEntry> keys) {
        this.before = before;
        this.keys = keys;
    }

    /** Nothing yet; takes over entries of {@code before} that are the same. */
    static KeyTable anew(Map<String, ApiKeyEntry> before) {
        return new KeyTable(before, new HashMap<>());
    }

    /** All of {@code before}, to be changed. */
    static KeyTable from(Map<String, ApiKeyEntry> before) {
        return new KeyTable(before, new HashMap<>(before));
    }

    void put(KeyRow row) {
        ApiKeyEntry entry = new ApiKeyEntry(
                row.id(),
                KeyHash.parse(row.hash()),
                shared(row.tenant()),
                row.project() == null ? null : shared(row.project()),
                shared(row.scope()),
                shared(row.limits()),
                row.expiresAt(),
                row.revokedAt(),
                row.previous());
        ApiKeyEntry known = before.get(row.id());
        keys.put(row.id(), entry.equals(known) ? known : entry);
    }

    Map<String, ApiKeyEntry> keys() {
        return keys;
    }

    @SuppressWarnings("unchecked")
    private <T> T shared(T value) {
        return (T) shared.computeIfAbsent(value, same -> same);
    }
}
