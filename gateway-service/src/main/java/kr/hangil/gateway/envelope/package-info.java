/**
 * The few fields of a request that the gateway reads; every other byte of the body passes through unchanged.
 *
 * <p>One pass of a streaming parser finds the model, the caps on output and whether the answer streams, and the byte
 * positions of {@code stream_options}. The body that goes upstream is the caller's own, with at most one flag spliced
 * in: usage is always asked for, because it is always metered.
 */
@NullMarked
package kr.hangil.gateway.envelope;

import org.jspecify.annotations.NullMarked;
