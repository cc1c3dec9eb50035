/** Tests of {@code kr.hangil.stack.quarkus}. */
@NullMarked
package kr.hangil.stack.quarkus;

import org.jspecify.annotations.NullMarked;
