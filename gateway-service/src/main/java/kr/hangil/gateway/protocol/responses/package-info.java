/**
 * OpenAI's Responses API over a pod's chat completions, without any state: nothing is stored, nothing is continued.
 *
 * <p>What needs a store is refused with its name, and every answer says {@code "store": false}. Source: the API reference
 * at platform.openai.com, Responses and its streaming events.
 */
@NullMarked
package kr.hangil.gateway.protocol.responses;

import org.jspecify.annotations.NullMarked;
