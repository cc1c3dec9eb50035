/** Tests of the local stack's parts against the real programs. */
@NullMarked
package kr.hangil.stack;

import org.jspecify.annotations.NullMarked;
