/** The one error vocabulary: every refusal of every service is an {@link ErrorCode} in an {@link ErrorEnvelope}. */
@NullMarked
package kr.hangil.contracts.error;

import org.jspecify.annotations.NullMarked;
