/**
 * The second entry of the books: what inference pods say they served, held against what gateways billed.
 *
 * <pre>
 * pods ──▶ {@link kr.hangil.billing.reconciliation.ServedFetch ServedFetch}    asks each pod's account, keeps what it says
 *                         │
 *                         ▼
 * events ──▶ {@link kr.hangil.billing.reconciliation.Comparison Comparison}    a day's sums by version, region and tenant
 *                         │
 *                         ▼
 *            {@link kr.hangil.billing.reconciliation.Reasons Reasons}       what is known of each gap: kind and request ids
 * </pre>
 *
 * Pods keep sums and no requests. So a gap is exact to the token, while the requests behind it are named only where billing
 * knows them: events of a pod that was not read since, of a group that no pod served, of a repeat, or around midnight.
 */
@NullMarked
package kr.hangil.billing.reconciliation;

import org.jspecify.annotations.NullMarked;
