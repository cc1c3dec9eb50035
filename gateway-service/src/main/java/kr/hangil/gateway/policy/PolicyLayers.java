package kr.hangil.gateway.policy;

import java.util.Set;
import java.util.TreeSet;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.platform.error.PlatformException;

/**
 * A tenant's policy with both its layers.
 *
 * @param revision raised by every change of either; 0 before the first
 * @param own what the tenant decided
 * @param imposed what the platform decided for it
 */
record PolicyLayers(long revision, TenantPolicy own, Imposed imposed) {

    static final PolicyLayers NONE = new PolicyLayers(0, TenantPolicy.OPEN, Imposed.NOTHING);

    PolicyLayers withOwn(TenantPolicy changed) {
        return new PolicyLayers(revision + 1, changed, imposed);
    }

    PolicyLayers withImposed(Imposed changed) {
        return new PolicyLayers(revision + 1, own, changed);
    }

    /**
     * What holds: the lower of two limits, the regions that both allow.
     *
     * @throws PlatformException 409 where no region is left, which an empty set could not say
     */
    TenantPolicy effective() {
        return new TenantPolicy(own.limits().and(imposed.limits()), own.projects(), regions(), own.fallbacks());
    }

    private Set<String> regions() {
        if (own.regions().isEmpty() || imposed.regions().isEmpty()) {
            return own.regions().isEmpty() ? imposed.regions() : own.regions();
        }
        Set<String> both = new TreeSet<>(own.regions());
        both.retainAll(imposed.regions());
        if (both.isEmpty()) {
            throw PlatformException.at(
                    ErrorCode.CONFLICT,
                    "regions",
                    "no region would be left: the tenant allows " + new TreeSet<>(own.regions())
                            + ", the platform allows it " + new TreeSet<>(imposed.regions()));
        }
        return both;
    }
}
