package kr.hangil.gateway.snapshot;

/**
 * A person in a tenant. A subject alone is nobody: two issuers may use the same one.
 *
 * @param issuer {@code iss} of the person's tokens
 * @param subject {@code sub} of the person's tokens
 * @param tenant tenant id
 */
public record Membership(String issuer, String subject, String tenant) {}
