/** What the tests share: a running billing service with a real PostgreSQL and Keycloak, and a gateway's stand-in. */
@NullMarked
package kr.hangil.billing;

import org.jspecify.annotations.NullMarked;
