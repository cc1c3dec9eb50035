package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import java.util.List;

/** Counts requests, tokens and concurrency. */
interface Quotas {

    /** Takes all that {@code claim} asks for, or nothing. Never fails: an infrastructure that is away is a degraded grant. */
    Future<Verdict> reserve(Claim claim);

    /**
     * The request is over: its place is free, and the estimate of its tokens becomes what it used. What it used beyond
     * the estimate counts from now, so a counter may go over its limit, but never gives back more than it took. Called
     * once for each grant.
     *
     * @param tokens what it used, >= 0
     */
    void settle(Claim claim, Verdict.Granted granted, long tokens);

    /** How full each of {@code claim}'s quotas is, as far as this gateway has seen. */
    List<Verdict.Level> levels(Claim claim);

    /** Forgets counters that nothing is counted in. */
    void forgetIdle();
}
