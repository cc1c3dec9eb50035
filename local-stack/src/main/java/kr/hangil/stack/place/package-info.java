/** Where a stack is: its folder {@code .hangil} and the ports it takes. */
@NullMarked
package kr.hangil.stack.place;

import org.jspecify.annotations.NullMarked;
