/**
 * How clients speak, and how the gateway answers each in its own words.
 *
 * <p>Pods speak one protocol, OpenAI's chat completions; whatever else clients speak is turned into it at the gateway and
 * back, so that every engine serves every protocol. A {@link kr.hangil.gateway.protocol.Dialect} belongs to one exchange.
 * Nothing here knows HTTP: bytes in, bytes out.
 */
@NullMarked
package kr.hangil.gateway.protocol;

import org.jspecify.annotations.NullMarked;
