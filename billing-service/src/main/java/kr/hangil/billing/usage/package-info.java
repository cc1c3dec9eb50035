/**
 * What a tenant used and spent: tokens and won by bucket and group, and the single events behind them.
 *
 * <p>Ranges are half-open. A bucket of a day or a month is one of Asia/Seoul; a bucket that {@code from} or {@code to}
 * cuts holds only the part inside. Sums are exact until the one floor of
 * {@link kr.hangil.billing.money.WonTotal#exclusiveOfVat}.
 */
@NullMarked
package kr.hangil.billing.usage;

import org.jspecify.annotations.NullMarked;
