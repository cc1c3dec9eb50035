/** A real Keycloak as our own child process, with the realm {@code hangil}. */
@NullMarked
package kr.hangil.stack.keycloak;

import org.jspecify.annotations.NullMarked;
