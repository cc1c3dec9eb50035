/**
 * Served name to route, route to replica.
 *
 * <p>The gateway's own count of requests in flight decides between replicas; one that could not be reached rests for a
 * moment before it is tried first again.
 */
@NullMarked
package kr.hangil.gateway.routing;

import org.jspecify.annotations.NullMarked;
