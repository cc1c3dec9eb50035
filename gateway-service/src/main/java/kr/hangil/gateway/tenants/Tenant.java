package kr.hangil.gateway.tenants;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import kr.hangil.gateway.snapshot.TenantRole;
import org.jspecify.annotations.Nullable;

/**
 * A tenant, as callers see it.
 *
 * @param id also the alias of its Keycloak organization
 * @param name for people
 * @param role the caller's own role in it; null for an operator who is no member
 * @param createdAt when it was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Tenant(String id, String name, @Nullable TenantRole role, Instant createdAt) {}
