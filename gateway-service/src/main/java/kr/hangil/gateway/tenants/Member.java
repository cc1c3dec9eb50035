package kr.hangil.gateway.tenants;

import java.time.Instant;
import kr.hangil.gateway.snapshot.TenantRole;
import org.jspecify.annotations.Nullable;

/**
 * A member of a tenant.
 *
 * @param subject Keycloak's id of the person
 * @param role what they may do
 * @param email for people; null where nobody told
 * @param name for people; null where nobody told
 * @param createdAt when they were added
 */
record Member(
        String subject,
        TenantRole role,
        @Nullable String email,
        @Nullable String name,
        Instant createdAt) {}
