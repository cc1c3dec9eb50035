/**
 * What the pod knows about its own load and its engine's health.
 *
 * <p>{@link kr.hangil.inference.load.LoadService} makes the report that gateways route by;
 * {@link kr.hangil.inference.load.EngineWatch} reads the engine's metrics, finds out what it can do, and notices when it has
 * work and does nothing; {@link kr.hangil.inference.load.TokenMeter} measures how fast tokens come.
 */
@NullMarked
package kr.hangil.inference.load;

import org.jspecify.annotations.NullMarked;
