/** A real PostgreSQL as our own child process, with one role and one schema per service. */
@NullMarked
package kr.hangil.stack.postgres;

import org.jspecify.annotations.NullMarked;
