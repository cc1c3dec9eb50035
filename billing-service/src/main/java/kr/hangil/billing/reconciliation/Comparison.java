package kr.hangil.billing.reconciliation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kr.hangil.billing.reconciliation.Difference.Kind;

/**
 * Two entries side by side: arithmetic alone. Only what answers said is compared; estimates are guesses on both sides, and
 * differ by nature.
 *
 * @param sides both entries of each group, in the order of groups
 * @param otherClients what clients that are no gateways asked for, by group and client
 */
record Comparison(TreeMap<Group, Sides> sides, Map<Group, Map<String, Served>> otherClients) {

    /** Both entries of a group. */
    record Sides(Served served, Billed billed) {

        TokenSum gap() {
            return served.told().minus(billed.told());
        }

        Sides plus(Sides other) {
            return new Sides(served.plus(other.served), billed.plus(other.billed));
        }

        /**
         * What the gap is, as far as sums can say. A gap that is no larger than the requests which were repeated or broke off is
         * explained by them only if no request is missing on the other side.
         */
        Kind kind() {
            TokenSum gap = gap();
            long withoutEvent = served.told().requests()
                    + served.estimated().requests()
                    - billed.told().requests()
                    - billed.estimated().requests()
                    - billed.repeats()
                    - billed.unanswered();
            if (gap.requests() > 0 && gap.hasOnlyMore() && withoutEvent <= 0) {
                return billed.repeats() > 0 ? Kind.REPEAT_NOT_BILLED : Kind.BROKEN_OFF;
            }
            long withoutAnswer = billed.told().requests()
                    - served.told().requests()
                    - served.estimated().requests()
                    + billed.estimated().requests();
            if (gap.requests() < 0 && gap.hasOnlyLess() && withoutAnswer <= 0) {
                return Kind.BROKEN_OFF;
            }
            if (gap.requests() == 0) {
                return Kind.TOKENS_DIFFER;
            }
            return gap.requests() > 0 ? Kind.SERVED_NOT_BILLED : Kind.BILLED_NOT_SERVED;
        }
    }

    /** Sums of one group as a pod's account has them. */
    record ServedBy(Group group, String client, Served served) {}

    /** Sums of one group as the events have them. */
    record BilledTo(Group group, Billed billed) {}

    /** @param gateways clients whose requests are billed */
    static Comparison of(List<ServedBy> served, List<BilledTo> billed, Set<String> gateways) {
        Map<Group, Served> first = new HashMap<>();
        Map<Group, Map<String, Served>> others = new HashMap<>();
        for (ServedBy one : served) {
            if (gateways.contains(one.client())) {
                first.merge(one.group(), one.served(), Served::plus);
            } else {
                others.computeIfAbsent(one.group(), group -> new TreeMap<>())
                        .merge(one.client(), one.served(), Served::plus);
            }
        }
        Map<Group, Billed> second = new HashMap<>();
        billed.forEach(one -> second.merge(one.group(), one.billed(), Billed::plus));
        TreeMap<Group, Sides> sides = new TreeMap<>();
        Set<Group> groups = new TreeSet<>(first.keySet());
        groups.addAll(second.keySet());
        groups.addAll(others.keySet());
        for (Group group : groups) {
            sides.put(
                    group, new Sides(first.getOrDefault(group, Served.NONE), second.getOrDefault(group, Billed.NONE)));
        }
        return new Comparison(sides, others);
    }
}
