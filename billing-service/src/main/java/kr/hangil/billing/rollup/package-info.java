/**
 * Usage summed by hour and day of Asia/Seoul, for each model, key, project, region and gateway, with what it was charged
 * and how much of it waits for a price.
 *
 * <p>Like the totals of {@code spending}, roll-ups are kept in the transaction that books or charges, so they are the sum
 * of the events at every instant; {@code GET /v1/verification} derives them anew. What a tenant used in a month is then a
 * sum of some thousand rows, however many millions of events there were.
 */
@NullMarked
package kr.hangil.billing.rollup;

import org.jspecify.annotations.NullMarked;
