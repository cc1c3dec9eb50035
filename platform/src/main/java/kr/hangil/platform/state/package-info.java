/** What a service keeps on its own disk to begin with after a restart, whatever else is away then. */
@NullMarked
package kr.hangil.platform.state;

import org.jspecify.annotations.NullMarked;
