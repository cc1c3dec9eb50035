/** The commands of {@code ./hangil}. Each reads the stack's state and says what it does in plain words. */
@NullMarked
package kr.hangil.stack.cli;

import org.jspecify.annotations.NullMarked;
