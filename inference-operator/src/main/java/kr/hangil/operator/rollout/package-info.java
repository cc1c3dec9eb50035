/**
 * How one revision replaces another. Pure: {@link kr.hangil.operator.rollout.Rollout} says from what is there which revision is
 * active, which is coming, how many replicas each has and what share of the requests.
 *
 * <p>A revision gets requests only when every gateway sends to it, and an old one loses pods only for as many of the new one's.
 * Going back is therefore a change of weights for as long as the old pods are there, and never a deletion of what serves.
 */
@NullMarked
package kr.hangil.operator.rollout;

import org.jspecify.annotations.NullMarked;
