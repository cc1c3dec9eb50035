/** The gateway from outside, against a real PostgreSQL and a real Keycloak. */
@NullMarked
package kr.hangil.gateway;

import org.jspecify.annotations.NullMarked;
