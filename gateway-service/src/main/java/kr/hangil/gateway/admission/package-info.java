/**
 * Whether a request may start: reserved before dispatch, released whatever happens.
 *
 * <p>Today a bound on requests in flight, for the gateway and for each tenant, keeps memory bounded and one tenant from
 * taking every slot. Rates, tokens and budgets join the same reservation later.
 */
@NullMarked
package kr.hangil.gateway.admission;

import org.jspecify.annotations.NullMarked;
