/**
 * What every Hangil service does the same way, and nothing more: a class moves here on its third user, not its first.
 *
 * <ul>
 *   <li>{@link kr.hangil.platform.error}: one exception, one mapper, one body for every refusal
 *   <li>{@link kr.hangil.platform.request}: the request id, on the answer and on every log line
 *   <li>{@link kr.hangil.platform.startup}: checks that stop an unsafe service before it serves
 *   <li>{@link kr.hangil.platform.state}: what is kept on disk for a start without the others
 *   <li>{@link kr.hangil.platform.time}: the clock
 * </ul>
 */
@NullMarked
package kr.hangil.platform;

import org.jspecify.annotations.NullMarked;
