/** Tests of {@code kr.hangil.stack.services}. */
@NullMarked
package kr.hangil.stack.services;

import org.jspecify.annotations.NullMarked;
