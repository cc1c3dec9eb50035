/**
 * Who may be inside the pod at once, and who goes first.
 *
 * <p>{@link kr.hangil.inference.queue.RequestQueue} lets as many answers to the engine as it has slots. Others wait, within
 * a bound of answers and of tokens: interactive requests get most of the engine while batch requests wait, tenants of a
 * band share it equally by tokens, and one tenant's requests go as they came. One more than the bound is 429
 * {@code queue_full}, with a {@code Retry-After} from how fast the queue drains. Whoever leaves, for whatever reason, frees its
 * place at once.
 */
@NullMarked
package kr.hangil.inference.queue;

import org.jspecify.annotations.NullMarked;
