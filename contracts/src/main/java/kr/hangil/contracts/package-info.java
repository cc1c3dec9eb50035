/**
 * What crosses a network between Hangil's parts: wire records, their JSON names and the names of headers.
 *
 * <p>Nothing here knows a framework; {@code jackson-annotations} is the only dependency. A record validates what its
 * JSON can say wrongly, so that a value in hand is a legal one.
 */
@NullMarked
package kr.hangil.contracts;

import org.jspecify.annotations.NullMarked;
