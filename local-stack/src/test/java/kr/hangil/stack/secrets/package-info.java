/** Tests of {@code kr.hangil.stack.secrets}. */
@NullMarked
package kr.hangil.stack.secrets;

import org.jspecify.annotations.NullMarked;
