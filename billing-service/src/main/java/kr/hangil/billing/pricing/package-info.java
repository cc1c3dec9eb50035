/**
 * Price books: dated prices a model and meter, frozen once published.
 *
 * <p>A published price never changes, with one exception that cannot touch the past: an open-ended price gets its end
 * when a successor is published that begins after the ingest window. What was charged can therefore be charged again and
 * comes out the same.
 */
@NullMarked
package kr.hangil.billing.pricing;

import org.jspecify.annotations.NullMarked;
