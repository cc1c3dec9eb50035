package kr.hangil.billing.reconciliation;

import java.util.Comparator;

/**
 * What is compared apart.
 *
 * @param digest version that served; empty where a gateway named none
 * @param region where it was served; empty where a gateway named none
 * @param tenant on whose behalf; empty where the caller named none
 */
record Group(String digest, String region, String tenant) implements Comparable<Group> {

    private static final Comparator<Group> ORDER =
            Comparator.comparing(Group::digest).thenComparing(Group::region).thenComparing(Group::tenant);

    @Override
    public int compareTo(Group other) {
        return ORDER.compare(this, other);
    }
}
