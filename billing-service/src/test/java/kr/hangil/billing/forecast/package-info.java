/** The month, spent and expected. */
@NullMarked
package kr.hangil.billing.forecast;

import org.jspecify.annotations.NullMarked;
