package kr.hangil.gateway.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling the data plane, after every check on the credential has passed.
 *
 * @param tenant the tenant that pays; never empty
 * @param project project the call is accounted to; null where the credential belongs to none
 * @param keyId public id of the API key; null for a user with a token
 * @param subject Keycloak subject of the user; null for an API key
 * @param allowedModels served names this caller may use; empty means all of them
 */
public record Caller(
        String tenant,
        @Nullable String project,
        @Nullable String keyId,
        @Nullable String subject,
        Set<String> allowedModels) {
    public Caller {
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("a caller has a tenant");
        }
        allowedModels = Set.copyOf(allowedModels);
    }

    /** Whether the credential is good for {@code servedModel}; says nothing about whether such a model exists. */
    public boolean mayUse(String servedModel) {
        return allowedModels.isEmpty() || allowedModels.contains(servedModel);
    }
}
