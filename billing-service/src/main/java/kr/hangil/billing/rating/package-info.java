/**
 * What usage costs: a pure function of what one event used and the prices in force at its time. Knows no HTTP and no
 * database.
 *
 * <p>Nothing is rounded. A price is an amount of won with at most nine decimals per 1, 10, … 1,000,000 units, so
 * {@code units × amount / per} has at most {@value kr.hangil.billing.rating.Price#CHARGE_SCALE} decimals and is kept
 * with all of them. Rounding each line to nine decimals was rejected: sums would then depend on how usage was cut into
 * events.
 *
 * <p>Prompt and completion tokens, images and seconds of sound must have a price once they are used. Cached prompt and
 * reasoning tokens are parts of these that a book may price apart, and a request is a fee that it may ask beside them: a
 * book that knows none of the three rates as it did before they were there.
 *
 * <p>A missing price is a {@link kr.hangil.billing.rating.Rating.Unrated}, never an amount of zero.
 */
@NullMarked
package kr.hangil.billing.rating;

import org.jspecify.annotations.NullMarked;
