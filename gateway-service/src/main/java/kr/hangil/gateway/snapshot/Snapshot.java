package kr.hangil.gateway.snapshot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One version of everything the data plane decides by. Immutable: a request that holds one sees no change.
 *
 * @param version counter of the database it was read at; 0 is the empty snapshot before any load
 * @param keys API keys by public id
 * @param memberships roles of people in tenants
 * @param tenants ids of all tenants
 * @param routes routes by served model name
 * @param discovered names of the routes that were found in a cluster; all others an operator set by hand
 * @param policies policies by tenant id; a tenant without one has {@link TenantPolicy#OPEN}
 */
public record Snapshot(
        long version,
        Map<String, ApiKeyEntry> keys,
        Map<Membership, TenantRole> memberships,
        Set<String> tenants,
        Map<String, Route> routes,
        Set<String> discovered,
        Map<String, TenantPolicy> policies) {

    /** Before anything was loaded: knows nobody and nothing. */
    public static final Snapshot EMPTY = new Snapshot(0, Map.of(), Map.of(), Set.of(), Map.of(), Set.of(), Map.of());

    public Snapshot {
        if (version < 0) {
            throw new IllegalArgumentException("a snapshot's version is not negative");
        }
        keys = Map.copyOf(keys);
        memberships = Map.copyOf(memberships);
        tenants = Set.copyOf(tenants);
        routes = Map.copyOf(routes);
        discovered = Set.copyOf(discovered);
        policies = Map.copyOf(policies);
    }

    /** The same with {@code found} as what was found in a cluster; a name that was set by hand stays as it was set. */
    Snapshot withDiscovered(Map<String, Route> found) {
        Map<String, Route> all = new HashMap<>(routes);
        all.keySet().removeAll(discovered);
        Set<String> added = new HashSet<>(found.keySet());
        added.removeAll(all.keySet());
        added.forEach(name -> all.put(name, Objects.requireNonNull(found.get(name))));
        return new Snapshot(version, keys, memberships, tenants, all, added, policies);
    }

    /** The routes that were found in a cluster. */
    public Map<String, Route> discoveredRoutes() {
        Map<String, Route> found = new HashMap<>(routes);
        found.keySet().retainAll(discovered);
        return found;
    }

    /** Whether anything was ever loaded; an unloaded gateway answers 503, never 401. */
    public boolean isLoaded() {
        return version > 0;
    }

    /** What holds for {@code tenant}. */
    public TenantPolicy policy(String tenant) {
        return policies.getOrDefault(tenant, TenantPolicy.OPEN);
    }

    @Override
    public String toString() {
        return "Snapshot[version " + version + ", " + tenants.size() + " tenants, " + keys.size() + " keys, "
                + routes.size() + " routes]";
    }
}
