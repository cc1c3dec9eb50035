package kr.hangil.portal.gateway;

import java.util.List;
import java.util.Map;

/**
 * What a tenant decides, all of it: what is left out is no longer decided.
 *
 * @param limits for the tenant as a whole
 * @param projects for single projects, by id
 * @param regions regions it allows; empty means all
 * @param fallbacks one to three served models to try, in order, when one cannot be served
 */
public record PolicyDecision(
        Limits limits, Map<String, Limits> projects, List<String> regions, Map<String, List<String>> fallbacks) {

    public PolicyDecision {
        projects = Map.copyOf(projects);
        regions = List.copyOf(regions);
        fallbacks = Map.copyOf(fallbacks);
    }
}
