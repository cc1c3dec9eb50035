/** Every password, client secret and pepper of one stack: random, made once, kept in one private file. */
@NullMarked
package kr.hangil.stack.secrets;

import org.jspecify.annotations.NullMarked;
