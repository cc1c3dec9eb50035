/** Tests of {@code kr.hangil.stack.supervise}. */
@NullMarked
package kr.hangil.stack.supervise;

import org.jspecify.annotations.NullMarked;
