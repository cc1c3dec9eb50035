/**
 * Which version this pod serves, its files, and proof that they are the right ones.
 *
 * <p>{@link kr.hangil.inference.weights.WeightsService} asks the registry what an alias means now, pulls what the
 * node-local cache lacks, resuming what was cut, and hands out nothing whose SHA-256 it has not just computed. With the
 * registry down it serves what it resolved last.
 */
@NullMarked
package kr.hangil.inference.weights;

import org.jspecify.annotations.NullMarked;
