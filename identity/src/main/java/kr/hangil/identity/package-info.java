/**
 * Whose signature a service believes. Tokens are checked by the framework, with the signing keys that Keycloak showed it at the start;
 * here is what that leaves open.
 *
 * <ul>
 *   <li>{@link kr.hangil.identity.SigningKeys}: Keycloak is asked for its keys by a clock, so that one that was withdrawn there is withdrawn
 *       here, and the last ones are kept on disk
 *   <li>{@link kr.hangil.identity.KeptKeys}: tokens are checked with those on disk where Keycloak has shown none since the start
 * </ul>
 */
@NullMarked
package kr.hangil.identity;

import org.jspecify.annotations.NullMarked;
