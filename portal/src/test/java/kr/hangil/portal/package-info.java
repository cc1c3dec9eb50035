/** The portal as a browser meets it: a real Keycloak and a real PostgreSQL, and stand-ins for the two services it asks. */
@NullMarked
package kr.hangil.portal;

import org.jspecify.annotations.NullMarked;
