/** Writes that may be sent again: the same {@code Idempotency-Key} of the same caller does its work once. */
@NullMarked
package kr.hangil.billing.idempotency;

import org.jspecify.annotations.NullMarked;
