/** Rating, with nothing around it. */
@NullMarked
package kr.hangil.billing.rating;

import org.jspecify.annotations.NullMarked;
