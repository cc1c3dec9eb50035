/** How any engine is driven: HTTP on OpenAI's paths, with the engine's own bearer token. */
@NullMarked
package kr.hangil.inference.engine.openaihttp;

import org.jspecify.annotations.NullMarked;
