/**
 * Shares of hard budgets and of credit that gateways hold, so that any number of them keep one limit.
 *
 * <p>A pool is a hard budget in one period, or a tenant's credit. For each pool and holder billing keeps what the holder
 * was ever <em>granted</em> less what it gave back, and knows what the holder's usage events have <em>spent</em>. A
 * pool's committed sum is {@code Σ max(granted, spent)} over its holders, spending of sources that never asked included, and
 * a grant never lifts it over the pool's capacity. Events in flight change nothing: they are inside what was granted until
 * they arrive, and inside what was spent from then on, never both.
 *
 * <p>{@link kr.hangil.billing.lease.LeasePool} is the arithmetic, without HTTP or database; the row of {@code lease_pool}
 * is the lock, and all pools of one request are locked in the order of their numbers.
 */
@NullMarked
package kr.hangil.billing.lease;

import org.jspecify.annotations.NullMarked;
