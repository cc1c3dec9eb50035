/** Re-derives what must be true of a running stack and names every difference. */
@NullMarked
package kr.hangil.stack.verify;

import org.jspecify.annotations.NullMarked;
