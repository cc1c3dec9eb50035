/** The life of an API key: created and shown once, listed, revoked; its secret is kept nowhere. */
@NullMarked
package kr.hangil.gateway.keys;

import org.jspecify.annotations.NullMarked;
