/**
 * Who may read a tenant's figures: platform operators, and users whose token carries the organization <em>and</em> whom
 * the gateway, owner of the membership table, confirms as members. Keycloak authenticates, Hangil authorises.
 */
@NullMarked
package kr.hangil.billing.membership;

import org.jspecify.annotations.NullMarked;
