/**
 * Anthropic's Messages API over a pod's chat completions.
 *
 * <p>What has no counterpart in a chat completion is refused with its name where leaving it out would change the answer, and
 * left out where it would not (cache hints, metadata). Source: the API reference at docs.anthropic.com, Messages.
 */
@NullMarked
package kr.hangil.gateway.protocol.anthropic;

import org.jspecify.annotations.NullMarked;
