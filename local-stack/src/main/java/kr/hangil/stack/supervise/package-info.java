/** Keeps the stack's processes running: starts, watches, restarts with back-off, stops in reverse order, and cleans up
 * after a supervisor that was killed. */
@NullMarked
package kr.hangil.stack.supervise;

import org.jspecify.annotations.NullMarked;
