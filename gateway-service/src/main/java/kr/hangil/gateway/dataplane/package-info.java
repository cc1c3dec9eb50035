/**
 * The path of a request, in order, on one event loop.
 *
 * <p>{@link kr.hangil.gateway.dataplane.DataPlaneRoutes} is the list of paths, {@link
 * kr.hangil.gateway.dataplane.InferenceHandler} the chain from the first byte to the dispatch, {@link
 * kr.hangil.gateway.dataplane.Dispatch} everything from there to the end. {@code Attempts} find the replica that answers, and each
 * {@code Relay} carries one kind of answer back. Nothing here waits: whatever takes time is a future.
 */
@NullMarked
package kr.hangil.gateway.dataplane;

import org.jspecify.annotations.NullMarked;
