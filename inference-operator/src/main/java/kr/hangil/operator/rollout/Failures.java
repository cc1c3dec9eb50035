package kr.hangil.operator.rollout;

import java.util.List;
import java.util.Optional;
import kr.hangil.operator.desired.Marks;
import kr.hangil.operator.observed.Replica;

/** Whether a new revision is to be taken back. */
final class Failures {

    /** Restarts after which a replica that has not served is taken for broken. */
    private static final int CRASHES = 3;

    private Failures() {}

    /** Why, as a reason and a sentence for people; once a revision has failed it stays so. */
    static Optional<String> of(Facts facts) {
        Optional<String> before = facts.text(facts.target(), Marks.FAILED);
        if (before.isPresent() || !facts.in().rollout().autoRollback()) {
            return before;
        }
        List<Replica> fresh = facts.seen().replicas().stream()
                .filter(it -> it.revision().equals(facts.target()) && !it.leaving())
                .toList();
        return ejected(facts, fresh).or(() -> crashed(fresh)).or(() -> late(facts, fresh));
    }

    private static Optional<String> ejected(Facts facts, List<Replica> fresh) {
        long ejected = fresh.stream()
                .filter(it -> it.url() != null && facts.seen().gateways().ejected(it.url()))
                .count();
        return ejected > 0 && ejected * 2 >= fresh.size()
                ? Optional.of("ErrorRate: gateways eject " + ejected + " of its " + fresh.size() + " replicas")
                : Optional.empty();
    }

    private static Optional<String> crashed(List<Replica> fresh) {
        return fresh.stream()
                .filter(it -> !it.ready() && it.crashLooping() && it.restarts() >= CRASHES)
                .findFirst()
                .map(it -> "CrashLoop: " + it.pod() + " crashed " + it.restarts() + " times");
    }

    private static Optional<String> late(Facts facts, List<Replica> fresh) {
        boolean began = facts.instant(facts.target(), Marks.ROLLOUT_SINCE).isPresent();
        return began && !facts.servedEverywhere() && facts.late() && !fresh.isEmpty()
                ? Optional.of("DeadlineExceeded: not served in every variant after " + facts.deadline())
                : Optional.empty();
    }
}
