package kr.hangil.inference.engine;

import org.jspecify.annotations.Nullable;

/**
 * What an engine's metrics say, in one vocabulary whatever the engine. What an engine does not tell is null, never zero.
 *
 * @param waiting requests that wait in the engine, >= 0
 * @param running requests it works on, >= 0
 * @param kvUse share of its key-value cache in use, 0..1; the fullest where it has several
 * @param promptTokens prompt tokens it read since its start
 * @param outputTokens tokens it wrote since its start
 * @param prefixHitTokens prompt tokens it found in its cache since its start
 * @param progress a sum that grows whenever it does anything
 */
public record EngineSignals(
        @Nullable Integer waiting,
        @Nullable Integer running,
        @Nullable Double kvUse,
        @Nullable Long promptTokens,
        @Nullable Long outputTokens,
        @Nullable Long prefixHitTokens,
        @Nullable Double progress) {}
