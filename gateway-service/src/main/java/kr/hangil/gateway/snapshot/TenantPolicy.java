package kr.hangil.gateway.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tenant decided, or the platform for it, about its own requests.
 *
 * @param limits for the tenant as a whole
 * @param projects limits of single projects, by id
 * @param regions regions that may serve the tenant; empty means all. A hard filter: no other region ever sees a request
 * @param fallbacks served names to try, in order, when a served name has no replica that answers; an answer says so
 */
public record TenantPolicy(
        Limits limits, Map<String, Limits> projects, Set<String> regions, Map<String, List<String>> fallbacks) {

    /** Nothing decided, so nothing limited. */
    public static final TenantPolicy OPEN = new TenantPolicy(Limits.NONE, Map.of(), Set.of(), Map.of());

    public TenantPolicy {
        projects = Map.copyOf(projects);
        regions = Set.copyOf(regions);
        fallbacks = Map.copyOf(fallbacks);
    }
}
