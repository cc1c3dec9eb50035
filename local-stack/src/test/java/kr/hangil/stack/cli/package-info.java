/** Tests of {@code kr.hangil.stack.cli}. */
@NullMarked
package kr.hangil.stack.cli;

import org.jspecify.annotations.NullMarked;
