package kr.hangil.gateway.policy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import kr.hangil.gateway.snapshot.Limits;
import kr.hangil.gateway.snapshot.TenantPolicy;

/**
 * A policy as it is shown.
 *
 * @param limits what the tenant set for itself as a whole
 * @param projects what it set for single projects, by id
 * @param regions regions it allows; empty for all
 * @param fallbacks served models to try, in order, when one cannot be served
 * @param platform what the platform imposed
 * @param effective what holds for the tenant as a whole
 */
record PolicyBody(
        LimitsBody limits,
        SortedMap<String, LimitsBody> projects,
        SortedSet<String> regions,
        SortedMap<String, List<String>> fallbacks,
        Layer platform,
        Layer effective) {

    /** Limits and regions alone. */
    record Layer(LimitsBody limits, SortedSet<String> regions) {}

    static PolicyBody of(PolicyLayers layers) {
        TenantPolicy own = layers.own();
        TenantPolicy effective = layers.effective();
        return new PolicyBody(
                LimitsBody.of(own.limits()),
                bodies(own.projects()),
                new TreeSet<>(own.regions()),
                new TreeMap<>(own.fallbacks()),
                new Layer(
                        LimitsBody.of(layers.imposed().limits()),
                        new TreeSet<>(layers.imposed().regions())),
                new Layer(LimitsBody.of(effective.limits()), new TreeSet<>(effective.regions())));
    }

    private static SortedMap<String, LimitsBody> bodies(Map<String, Limits> limits) {
        SortedMap<String, LimitsBody> bodies = new TreeMap<>();
        limits.forEach((id, limit) -> bodies.put(id, LimitsBody.of(limit)));
        return bodies;
    }
}
