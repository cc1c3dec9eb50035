/**
 * The wire: OpenAI's API over the engine's.
 *
 * <p>{@code OpenAiRoutes} holds the order of the chain. A request is parsed once, to refuse what cannot be served and to
 * translate what OpenAI promises and the engine does not do; where nothing needs translation its bytes go to the engine
 * as they came, and the engine's bytes to the client. Nothing is buffered beyond one event of a stream.
 */
@NullMarked
package kr.hangil.inference.openai;

import org.jspecify.annotations.NullMarked;
