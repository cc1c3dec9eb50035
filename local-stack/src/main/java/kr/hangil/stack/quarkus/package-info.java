/** The same PostgreSQL and Keycloak as test resources: one of each in a JVM, whatever class loader asks. */
@NullMarked
package kr.hangil.stack.quarkus;

import org.jspecify.annotations.NullMarked;
