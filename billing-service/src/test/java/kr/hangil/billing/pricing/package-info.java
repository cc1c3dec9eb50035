/** Price books over their API and under their database's guard. */
@NullMarked
package kr.hangil.billing.pricing;

import org.jspecify.annotations.NullMarked;
