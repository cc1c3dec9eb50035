/** Stand-ins that speak the gateway's and billing's own protocol, for tests of the portal alone. */
@NullMarked
package kr.hangil.portal.standin;

import org.jspecify.annotations.NullMarked;
