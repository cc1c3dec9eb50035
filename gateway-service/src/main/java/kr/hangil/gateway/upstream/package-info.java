/** Streaming client to inference pods: the gateway's own token, deadlines, cancellation. */
@NullMarked
package kr.hangil.gateway.upstream;

import org.jspecify.annotations.NullMarked;
