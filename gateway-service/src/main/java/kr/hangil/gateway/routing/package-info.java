/**
 * Served name to deployment, deployment to replica.
 *
 * <p>{@link kr.hangil.gateway.routing.RoutingService} has a {@code Pool} for each served name. Residency has decided before
 * anything else looks; then a deployment is drawn by weight among those with room, and the replica is the one that is
 * expected to begin first: where the prompt's beginning was seen lately, until that replica is so much busier than
 * another that beginning cold is quicker ({@code ReplicaChoice}). How busy a replica is, the gateway knows from its own
 * requests there, at once; what pods say of themselves corrects it ({@code ReplicaState}).
 *
 * <p>A replica that fails is left out for a while, longer each time. One that says it is full gets no more than it could
 * take; what finds no room waits in the pool's {@code WaitingLine}, which is bounded and fair among tenants.
 */
@NullMarked
package kr.hangil.gateway.routing;

import org.jspecify.annotations.NullMarked;
