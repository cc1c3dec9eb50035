package kr.hangil.operator.rollout;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many replicas each revision is to have, by variant. */
final class Counts {

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    void set(String variant, String revision, int count) {
        counts.computeIfAbsent(variant, _ -> new TreeMap<>()).put(revision, count);
    }

    /** All that is wanted, of {@code revision}. */
    void setAll(Facts facts, String revision) {
        facts.in().slots().forEach(slot -> set(slot.variant(), revision, slot.wanted()));
    }

    /** None of {@code revisions}. */
    void drop(Facts facts, Set<String> revisions) {
        revisions.forEach(revision -> facts.in().slots().forEach(slot -> set(slot.variant(), revision, 0)));
    }

    int of(String variant, String revision) {
        return counts.getOrDefault(variant, Map.of()).getOrDefault(revision, 0);
    }

    /** Whether no variant is to have a replica of {@code revision}. */
    boolean isNone(String revision) {
        return counts.values().stream().allMatch(it -> it.getOrDefault(revision, 0) == 0);
    }

    Map<String, Map<String, Integer>> asMap() {
        return counts;
    }
}
