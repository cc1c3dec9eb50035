package kr.hangil.billing.reconciliation;

import java.util.ArrayList;
import java.util.List;

/**
 * Events of a group around both ends of a day, the nearest to midnight first.
 *
 * @param beforeStart billed the day before
 * @param afterStart billed on the day
 * @param beforeEnd billed on the day
 * @param afterEnd billed the day after
 */
record Midnight(List<Event> beforeStart, List<Event> afterStart, List<Event> beforeEnd, List<Event> afterEnd) {

    /** An event with tokens that its answer said. */
    record Event(String requestId, TokenSum tokens) {}

    /**
     * The fewest requests that, counted on the other side of a midnight, leave nothing of {@code gap}; empty when none do.
     */
    List<String> explain(TokenSum gap) {
        List<String> fewest = List.of();
        for (int start = -beforeStart.size(); start <= afterStart.size(); start++) {
            TokenSum rest = start < 0 ? gap.minus(sum(beforeStart, -start)) : gap.plus(sum(afterStart, start));
            for (int end = -beforeEnd.size(); end <= afterEnd.size(); end++) {
                TokenSum left = end < 0 ? rest.plus(sum(beforeEnd, -end)) : rest.minus(sum(afterEnd, end));
                int moved = Math.abs(start) + Math.abs(end);
                if (left.isNone() && (fewest.isEmpty() || moved < fewest.size())) {
                    fewest = new ArrayList<>(ids(start < 0 ? beforeStart : afterStart, Math.abs(start)));
                    fewest.addAll(ids(end < 0 ? beforeEnd : afterEnd, Math.abs(end)));
                }
            }
        }
        return List.copyOf(fewest);
    }

    private static TokenSum sum(List<Event> events, int first) {
        return events.subList(0, first).stream().map(Event::tokens).reduce(TokenSum.NONE, TokenSum::plus);
    }

    private static List<String> ids(List<Event> events, int first) {
        return events.subList(0, first).stream().map(Event::requestId).toList();
    }
}
