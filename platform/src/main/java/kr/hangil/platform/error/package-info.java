/** One exception type, one mapper, one body: how a service refuses. */
@NullMarked
package kr.hangil.platform.error;

import org.jspecify.annotations.NullMarked;
