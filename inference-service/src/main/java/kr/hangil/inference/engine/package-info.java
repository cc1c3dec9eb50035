/**
 * What turns prompts into tokens: a server of its own that speaks OpenAI's API over HTTP.
 *
 * <p>An {@link kr.hangil.inference.engine.Engine} makes such a server available and says where it listens; requests go
 * there directly. {@code llamacpp} runs llama-server as a child process, {@code openaihttp} uses a server that somebody
 * else runs (vLLM, SGLang, furiosa-llm, vllm-rbln). Why a process and not a library: {@code docs/adr/0002}.
 */
@NullMarked
package kr.hangil.inference.engine;

import org.jspecify.annotations.NullMarked;
