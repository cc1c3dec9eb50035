/** Prices, as gateways learn them from billing. */
@NullMarked
package kr.hangil.contracts.pricing;

import org.jspecify.annotations.NullMarked;
