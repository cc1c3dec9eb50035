/**
 * Billing, the ledger: usage events in, money out.
 *
 * <pre>
 * gateway ──▶ {@link kr.hangil.billing.ingest ingest}      once per event id, verdict per item
 *               │ same transaction
 *               ▼
 *             {@link kr.hangil.billing.charge charge}      exact lines, or parked until a price comes
 *               │    ▲
 *               │    └── {@link kr.hangil.billing.pricing pricing}   dated prices, frozen once published
 *               ▼
 *             {@link kr.hangil.billing.usage usage}       tokens and won by bucket and group
 * </pre>
 *
 * {@link kr.hangil.billing.rating rating} and {@link kr.hangil.billing.money money} are the arithmetic, without HTTP or
 * database; {@link kr.hangil.billing.membership membership} decides who may read a tenant;
 * {@link kr.hangil.billing.verification verification} re-derives all of it.
 */
@NullMarked
package kr.hangil.billing;

import org.jspecify.annotations.NullMarked;
