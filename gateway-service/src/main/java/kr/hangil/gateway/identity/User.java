package kr.hangil.gateway.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Who a verified Keycloak token speaks for: a person, or a service with its own client.
 *
 * @param issuer {@code iss}
 * @param subject {@code sub}, unique within the issuer only
 * @param label what people call them, for the audit trail: e-mail, user name or client id
 * @param organizations aliases of the organizations the token names; may be fewer than the person belongs to
 * @param roles realm roles
 * @param expiresAt first instant at which the token no longer counts
 */
public record User(
        String issuer, String subject, String label, Set<String> organizations, Set<String> roles, Instant expiresAt) {

    private static final String OPERATOR = "platform-operator";
    private static final String MEMBERSHIP_READER = "membership-reader";
    private static final String ROUTING_READER = "routing-reader";

    public User {
        if (issuer.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException("a user has an issuer and a subject");
        }
        organizations = Set.copyOf(organizations);
        roles = Set.copyOf(roles);
    }

    /** Whether this is an operator of the platform, who may do everything in the control plane. */
    public boolean isOperator() {
        return roles.contains(OPERATOR);
    }

    /** Whether this is a service that may ask who belongs to a tenant. */
    public boolean readsMemberships() {
        return roles.contains(MEMBERSHIP_READER);
    }

    /** Whether this is a service that may ask where requests go, as the inference operator does. */
    public boolean readsRouting() {
        return roles.contains(ROUTING_READER);
    }
}
