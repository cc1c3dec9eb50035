/**
 * The hands: turns a {@code ModelDeployment} into pods on GPU and NPU nodes.
 *
 * <p>{@code reconcile} observes the cluster, the gateways and the pods, and asks pure functions what to do:
 * {@code desired} says which objects there are, {@code rollout} which revision gets how much traffic and how many replicas,
 * {@code scaling} how many replicas the demand needs, {@code placement} what the devices of a region allow. What they answer
 * is applied by server-side apply, one field manager a concern, and told in the conditions of the resource.
 */
@NullMarked
package kr.hangil.operator;

import org.jspecify.annotations.NullMarked;
