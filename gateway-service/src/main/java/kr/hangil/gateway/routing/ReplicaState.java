package kr.hangil.gateway.routing;

import java.util.concurrent.ThreadLocalRandom;
import kr.hangil.contracts.serving.LoadReport;
import org.jspecify.annotations.Nullable;

/** What this gateway knows of one replica: what it has there, how much the replica takes, and how it failed. */
final class ReplicaState {

    /** Whether a replica may be given a request. */
    enum Standing {
        OPEN,
        /** It has all that it takes. */
        FULL,
        /** Its answers were broken, and it is left alone, or one request is finding out whether it is well again. */
        BROKEN,
        /** As {@link #BROKEN}, for it could not be reached. */
        UNREACHABLE
    }

    private static final long REPORT_HOLDS_NANOS = 10_000_000_000L;

    private final RoutingConfig config;
    private final int most;
    private final PrefixMemory memory = new PrefixMemory();

    private int inFlight;
    private long tokens;
    private double limit;
    private long fullUntil;
    private int unreachable;
    private int broken;
    private boolean left;
    private boolean probed;
    private long leftOutUntil;
    private long othersTokens;
    private @Nullable Double tokensPerSecond;
    private long reportedAt;

    /** @param most requests that may be there at once, whatever the replica takes */
    ReplicaState(RoutingConfig config, int most) {
        this.config = config;
        this.most = most;
        this.limit = most;
    }

    synchronized Standing standing(long now) {
        if (left && (probed || now - leftOutUntil < 0)) {
            return unreachable > 0 ? Standing.UNREACHABLE : Standing.BROKEN;
        }
        return room(now);
    }

    /** Whether it takes one more, whatever its answers were like. */
    synchronized Standing room(long now) {
        return inFlight >= (int) limit || now - fullUntil < 0 ? Standing.FULL : Standing.OPEN;
    }

    synchronized void take(Demand demand) {
        inFlight++;
        tokens += demand.tokens();
        probed = left;
        memory.remember(demand.prefix());
    }

    synchronized void giveBack(Demand demand) {
        inFlight--;
        tokens -= demand.tokens();
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized boolean isEjected() {
        return left;
    }

    /** When it is next tried; of use only among ejected ones. */
    synchronized long leftOutUntil() {
        return leftOutUntil;
    }

    PrefixMemory memory() {
        return memory;
    }

    /** Seconds until {@code more} further tokens would be done here, by what is known. */
    synchronized double seconds(double more, long now) {
        boolean current = now - reportedAt < REPORT_HOLDS_NANOS;
        double pending = tokens + (current ? othersTokens : 0);
        Double told = current ? tokensPerSecond : null;
        return (pending + more) / (told == null ? config.assumedTokensPerSecond() : Math.max(1, told));
    }

    /** What the replica says of itself; what it has beyond our own is others'. */
    synchronized void heard(LoadReport report, long now) {
        othersTokens = Math.max(0, report.inFlightTokens() + report.queuedTokens() - tokens);
        tokensPerSecond = report.tokensPerSecond();
        reportedAt = now;
    }

    /** It answered, so it is there. */
    synchronized void answered() {
        unreachable = 0;
        if (broken < config.brokenAnswers()) {
            left = false;
            probed = false;
        }
    }

    /** It gave a whole answer: it is well, and may be given a little more than before. */
    synchronized void completed() {
        broken = 0;
        left = false;
        probed = false;
        limit = Math.min(most, limit + 1 / limit);
    }

    /** It said that it is full: it takes no more than what is there without the refused one, and nothing for a moment. */
    synchronized void full(long forNanos, long now) {
        limit = Math.max(1, Math.min(limit, inFlight - 1));
        fullUntil = now + forNanos;
        probed = false;
    }

    /** It could not be reached or is going away. */
    synchronized void unreachable(long now) {
        unreachable++;
        leaveOut(unreachable, now);
    }

    /** Its answer broke off or was none. */
    synchronized void broke(long now) {
        broken++;
        if (broken >= config.brokenAnswers()) {
            leaveOut(broken - config.brokenAnswers() + 1, now);
        }
        probed = false;
    }

    /** The attempt ended without telling anything of the replica, such as by a client that left. */
    synchronized void untold() {
        probed = false;
    }

    private void leaveOut(int times, long now) {
        double longest = config.ejection().toNanos() * Math.pow(2, Math.min(times, 20) - 1);
        double jittered = longest * ThreadLocalRandom.current().nextDouble(0.75, 1.25);
        left = true;
        probed = false;
        leftOutUntil = now + (long) Math.min((double) config.maxEjection().toNanos(), jittered);
    }
}
