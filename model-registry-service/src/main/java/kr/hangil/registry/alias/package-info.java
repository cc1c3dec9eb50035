/**
 * Names that point at versions. They move by compare-and-set on a revision, and every move stays in an append-only
 * history that the database writes by itself, so that "what was prod at that moment" always has an answer.
 */
@NullMarked
package kr.hangil.registry.alias;

import org.jspecify.annotations.NullMarked;
