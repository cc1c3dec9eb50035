package kr.hangil.operator.rollout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Percent of the requests by revision, 100 in sum. */
final class Shares {

    private Shares() {}

    /** The new revision's weight; the rest goes to the others by what of them can be reached. */
    static Map<String, Integer> withCanary(Facts facts, String serving, boolean watched) {
        String target = facts.target();
        int fresh = facts.routable(target);
        Map<String, Integer> older = new LinkedHashMap<>();
        for (String revision : facts.others(Set.of(target))) {
            int count = facts.routable(revision);
            if (count > 0) {
                older.put(revision, count);
            }
        }
        int old = older.values().stream().mapToInt(Integer::intValue).sum();
        if (old == 0) {
            return Map.of(fresh > 0 ? target : serving, 100);
        }
        int weight = fresh == 0 ? 0 : facts.in().rollout().canaryWeight();
        if (watched && fresh > 0) {
            weight = Math.max(weight, Math.round(100f * fresh / (fresh + old)));
        }
        Map<String, Integer> shares = new LinkedHashMap<>();
        int left = 100 - weight;
        for (Map.Entry<String, Integer> revision : older.entrySet()) {
            int share = Math.round(100f * revision.getValue() / old) * (100 - weight) / 100;
            shares.put(revision.getKey(), Math.min(left, share));
            left -= Math.min(left, share);
        }
        shares.merge(
                older.containsKey(serving) ? serving : older.keySet().iterator().next(), left, Integer::sum);
        shares.put(target, weight);
        return shares;
    }

    /** All to {@code serving}; one of {@code leaving} helps only while nothing of it can be reached. */
    static Map<String, Integer> of(Facts facts, String serving, Set<String> leaving) {
        Optional<String> helper = facts.routable(serving) > 0
                ? Optional.empty()
                : leaving.stream().filter(it -> facts.routable(it) > 0).findFirst();
        return Map.of(helper.orElse(serving), 100);
    }
}
