/**
 * Charges: the exact lines that usage came to, and the events that wait for a price.
 *
 * <p>An event is charged in the transaction that books it. Where a price is missing the whole event is parked, shows as
 * unrated in every usage query, and is charged once the price is published: its row leaves {@code unrated_event} in the
 * transaction that writes its lines, so exactly once.
 */
@NullMarked
package kr.hangil.billing.charge;

import org.jspecify.annotations.NullMarked;
