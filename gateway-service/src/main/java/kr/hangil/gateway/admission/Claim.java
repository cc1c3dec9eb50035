package kr.hangil.gateway.admission;

import java.util.List;

/**
 * Everything one request asks for, granted together or not at all.
 *
 * @param requestId owner of what is granted
 * @param tenant whose counters they are
 * @param quotas limits it must fit under; empty when nothing limits it
 */
record Claim(String requestId, String tenant, List<Quota> quotas) {
    Claim {
        quotas = List.copyOf(quotas);
    }

    boolean isUnlimited() {
        return quotas.isEmpty();
    }
}
