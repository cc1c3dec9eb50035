/** Tests of {@code kr.hangil.stack.place}. */
@NullMarked
package kr.hangil.stack.place;

import org.jspecify.annotations.NullMarked;
