/** Who may read, against a real Keycloak and a gateway's protocol. */
@NullMarked
package kr.hangil.billing.membership;

import org.jspecify.annotations.NullMarked;
