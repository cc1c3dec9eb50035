/**
 * From start to ready, from SIGTERM to gone.
 *
 * <p>{@link kr.hangil.inference.lifecycle.Pod} brings the weights here and starts the engine; the health checks say where
 * it is; on SIGTERM new requests are refused with 503 {@code draining}, those inside finish within
 * {@code quarkus.shutdown.timeout}, and only then the engine is stopped.
 */
@NullMarked
package kr.hangil.inference.lifecycle;

import org.jspecify.annotations.NullMarked;
