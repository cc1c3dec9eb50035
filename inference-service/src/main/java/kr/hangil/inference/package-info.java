/**
 * The pod: weights from the registry, an engine, an OpenAI-compatible server around it.
 *
 * <ul>
 *   <li>{@link kr.hangil.inference.weights}: which version, its files, and proof that they are the right ones
 *   <li>{@link kr.hangil.inference.engine}: what turns prompts into tokens, and where it listens
 *   <li>{@link kr.hangil.inference.queue}: how many requests may be inside at once
 *   <li>{@link kr.hangil.inference.openai}: the wire; {@code OpenAiRoutes} holds the order of the chain
 *   <li>{@link kr.hangil.inference.lifecycle}: from start to ready, from SIGTERM to gone
 * </ul>
 */
@NullMarked
package kr.hangil.inference;

import org.jspecify.annotations.NullMarked;
