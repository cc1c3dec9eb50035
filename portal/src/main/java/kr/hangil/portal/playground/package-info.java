/**
 * A chat in the browser. The portal calls the gateway with the person's own token and passes the stream on as it comes;
 * pressing stop closes the browser's connection, which resets the call upstream.
 */
@NullMarked
package kr.hangil.portal.playground;

import org.jspecify.annotations.NullMarked;
