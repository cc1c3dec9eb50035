/** What makes a repeated {@code POST} of the control plane one change: {@code Idempotency-Key}, good for 24 hours. */
@NullMarked
package kr.hangil.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
