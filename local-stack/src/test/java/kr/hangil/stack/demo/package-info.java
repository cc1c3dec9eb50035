/** Tests of {@code kr.hangil.stack.demo}. */
@NullMarked
package kr.hangil.stack.demo;

import org.jspecify.annotations.NullMarked;
