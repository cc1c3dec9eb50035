package kr.hangil.operator.rollout;

import java.util.List;
import kr.hangil.operator.rollout.RolloutPlan.Progress;
import org.jspecify.annotations.Nullable;

/** What condition Progressing says. */
final class ProgressWords {

    private static final String ROLLING_OUT = "RollingOut";
    private static final String DEADLINE_EXCEEDED = "DeadlineExceeded";

    private ProgressWords() {}

    static Progress done(Facts facts) {
        return new Progress(false, "Complete", "revision " + facts.target() + " serves");
    }

    /** The first revision is not served yet. */
    static Progress first(Facts facts) {
        return facts.late()
                ? new Progress(
                        false,
                        DEADLINE_EXCEEDED,
                        "revision " + facts.target() + " is not served after " + facts.deadline()
                                + ", and there is none to go back to")
                : new Progress(true, ROLLING_OUT, "starting revision " + facts.target() + ", the first one");
    }

    /**
     * One revision serves and is to.
     *
     * @param leaving whether another has pods still
     * @param failure why the target was taken back; null when it is the one that serves
     */
    static Progress settled(Facts facts, String serving, boolean leaving, @Nullable String failure) {
        if (failure != null) {
            return new Progress(
                    leaving,
                    leaving ? "RollingBack" : DEADLINE_EXCEEDED,
                    "revision " + facts.target() + " was taken back to " + serving + ": " + failure);
        }
        return leaving ? new Progress(true, ROLLING_OUT, "pods of replaced revisions are leaving") : done(facts);
    }

    /** @param deferred variants that wait for a device, and for which */
    static Progress replacing(Facts facts, String serving, boolean watched, List<String> deferred) {
        String target = "revision " + facts.target();
        if (!deferred.isEmpty()) {
            return new Progress(
                    false, "RolloutDeferred", target + " waits for a spare device: " + String.join("; ", deferred));
        }
        if (facts.late() && !facts.in().rollout().autoRollback()) {
            return new Progress(false, DEADLINE_EXCEEDED, target + " is not complete after " + facts.deadline());
        }
        if (watched) {
            return new Progress(true, ROLLING_OUT, target + " is replacing " + serving);
        }
        return facts.routable(facts.target()) > 0
                ? new Progress(
                        true, "Canary", target + " gets " + facts.in().rollout().canaryWeight() + " % of the requests")
                : new Progress(true, ROLLING_OUT, "starting the first replicas of " + target);
    }
}
