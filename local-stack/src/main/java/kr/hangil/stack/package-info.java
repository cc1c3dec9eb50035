/**
 * The whole platform on one machine with one command: real PostgreSQL, real Keycloak, every service and the demo model.
 *
 * <p>The same parts serve two users: {@code ./hangil up}, and the tests of every service, which borrow
 * {@link kr.hangil.stack.postgres.PostgresServer} and {@link kr.hangil.stack.keycloak.KeycloakServer}.
 */
@NullMarked
package kr.hangil.stack;

import org.jspecify.annotations.NullMarked;
