/**
 * Reads usage off the answer, keeps it in a durable spool, and ships it to billing.
 *
 * <p>A request is written down twice: when it is dispatched, with the event that stands if we die before its end, and
 * when it ends, with what it used, before the client sees the end. What a killed gateway left open is closed at the
 * next start. Shipping repeats until billing has answered for every event; billing refuses a second copy.
 */
@NullMarked
package kr.hangil.gateway.metering;

import org.jspecify.annotations.NullMarked;
