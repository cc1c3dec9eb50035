/**
 * What usage costs: a pure function of one event's tokens and the prices in force at its time. Knows no HTTP and no
 * database.
 *
 * <p>Nothing is rounded. A price is an amount of won with at most nine decimals per 1, 10, … 1,000,000 tokens, so
 * {@code tokens × amount / per} has at most {@value kr.hangil.billing.rating.Price#CHARGE_SCALE} decimals and is kept
 * with all of them. Rounding each line to nine decimals was rejected: sums would then depend on how usage was cut into
 * events.
 *
 * <p>A missing price is a {@link kr.hangil.billing.rating.Rating.Unrated}, never an amount of zero.
 */
@NullMarked
package kr.hangil.billing.rating;

import org.jspecify.annotations.NullMarked;
