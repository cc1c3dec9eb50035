/**
 * The shelf: models, immutable versions named by their digest, the files behind them, and aliases that point at them.
 *
 * <p>A publisher opens an upload and streams files into it ({@link kr.hangil.registry.intake}); each lands in a store that
 * is addressed by content ({@link kr.hangil.registry.file}). Publishing writes one row, the canonical manifest over those
 * files ({@link kr.hangil.registry.version}). Pods then resolve an alias ({@link kr.hangil.registry.alias}) and pull what
 * they miss. {@link kr.hangil.registry.catalog} holds the names under which all of this is found. Imports run one way:
 * alias, version, intake, then file and catalog.
 */
@NullMarked
package kr.hangil.registry;

import org.jspecify.annotations.NullMarked;
