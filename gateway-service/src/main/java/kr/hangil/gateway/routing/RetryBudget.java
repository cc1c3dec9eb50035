package kr.hangil.gateway.routing;

/**
 * Keeps retries a fraction of requests, so that a pool in trouble is not asked several times for everything. Each request
 * pays in a share, each retry takes one out; what is saved is bounded, so quiet hours do not pay for a storm.
 */
final class RetryBudget {

    private static final double ALWAYS = 10;
    private static final double MOST = 100;

    private final double share;
    private double balance = ALWAYS;

    /** @param share retries for each request, >= 0 */
    RetryBudget(double share) {
        this.share = share;
    }

    synchronized void request() {
        balance = Math.min(MOST, balance + share);
    }

    /** Whether a retry may be made now. */
    synchronized boolean take() {
        if (balance < 1) {
            return false;
        }
        balance--;
        return true;
    }
}
