/** The pepper: the one secret of the gateway that its database does not hold. */
@NullMarked
package kr.hangil.gateway.secret;

import org.jspecify.annotations.NullMarked;
