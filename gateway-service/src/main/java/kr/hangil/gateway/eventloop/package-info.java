/** What work on an event loop has in common. */
@NullMarked
package kr.hangil.gateway.eventloop;

import org.jspecify.annotations.NullMarked;
