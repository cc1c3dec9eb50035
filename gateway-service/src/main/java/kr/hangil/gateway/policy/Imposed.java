package kr.hangil.gateway.policy;

import java.util.Set;
import kr.hangil.gateway.snapshot.Limits;

/**
 * What the platform decided for a tenant, which the tenant sees and cannot loosen.
 *
 * @param limits for the tenant as a whole
 * @param regions regions that may serve it; empty means all
 */
record Imposed(Limits limits, Set<String> regions) {

    static final Imposed NOTHING = new Imposed(Limits.NONE, Set.of());

    Imposed {
        regions = Set.copyOf(regions);
    }
}
