package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * What a tenant's requests may do, in two layers and what follows from them.
 *
 * @param limits what the tenant set for itself as a whole
 * @param projects what it set for single projects, by id
 * @param regions regions it allows; empty means all
 * @param fallbacks served models to try, in order, when one cannot be served
 * @param platform what the platform imposed
 * @param effective what holds for the tenant as a whole
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Policy(
        Limits limits,
        SortedMap<String, Limits> projects,
        List<String> regions,
        SortedMap<String, List<String>> fallbacks,
        Layer platform,
        Layer effective) {

    public Policy {
        projects = Collections.unmodifiableSortedMap(projects);
        regions = List.copyOf(regions);
        fallbacks = Collections.unmodifiableSortedMap(fallbacks);
    }

    /** What the tenant set for {@code project} alone. */
    public Limits limitsOf(String project) {
        return projects.getOrDefault(project, Limits.NONE);
    }

    /**
     * Limits and regions alone.
     *
     * @param regions empty means all
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Layer(Limits limits, List<String> regions) {

        public Layer {
            regions = List.copyOf(regions);
        }

        /** Whether it restricts nothing. */
        public boolean isOpen() {
            return limits.isOpen() && regions.isEmpty();
        }
    }
}
