/** What services are tested with: one PostgreSQL and one Keycloak in a JVM, whatever class loader asks, and one time of day. */
@NullMarked
package kr.hangil.stack.quarkus;

import org.jspecify.annotations.NullMarked;
