package kr.hangil.gateway.snapshot;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What an API key is good for. Whatever is empty restricts nothing.
 *
 * @param models served names it may name
 * @param operations wire names of what it may do: {@code chat}, {@code embedding}, …
 * @param regions regions that may serve it, beside what its tenant allows
 * @param addresses where its callers may be
 */
public record KeyScope(Set<String> models, Set<String> operations, Set<String> regions, List<AddressRange> addresses) {

    /** Restricts nothing. */
    public static final KeyScope ALL = new KeyScope(Set.of(), Set.of(), Set.of(), List.of());

    public KeyScope {
        models = Set.copyOf(models);
        operations = Set.copyOf(operations);
        regions = Set.copyOf(regions);
        addresses = List.copyOf(addresses);
    }

    /** Whether a caller at {@code address} may use the key. */
    public boolean isOpenTo(InetAddress address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }
}
