/**
 * Who is signed in.
 *
 * <p>Keycloak's authorization-code flow with PKCE ends in three tokens. They are encrypted and stored in PostgreSQL; the
 * browser gets a random session id and nothing else. The row is found by the hash of that id and decrypted with a key
 * derived from the server's key <em>and</em> the id, so neither a copy of the database nor the server's key alone opens
 * a session.
 */
@NullMarked
package kr.hangil.portal.session;

import org.jspecify.annotations.NullMarked;
