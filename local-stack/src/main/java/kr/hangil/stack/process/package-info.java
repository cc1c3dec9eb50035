/** Child processes: started, watched until ready, stopped for sure, swept away when their owner was killed. */
@NullMarked
package kr.hangil.stack.process;

import org.jspecify.annotations.NullMarked;
