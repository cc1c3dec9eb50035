/** The gateway's own token, on the event loop that asked for it. */
@NullMarked
package kr.hangil.gateway.upstream;

import org.jspecify.annotations.NullMarked;
