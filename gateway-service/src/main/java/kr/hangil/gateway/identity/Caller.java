package kr.hangil.gateway.identity;

import java.util.Set;
import java.util.TreeSet;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling the data plane, after every check on the credential has passed.
 *
 * @param tenant the tenant that pays; never empty
 * @param project project the call is accounted to; null where the credential belongs to none
 * @param keyId public id of the API key; null for a user with a token
 * @param subject Keycloak subject of the user; null for an API key
 * @param allowedModels served names this caller may use; empty means all of them
 * @param allowedOperations wire names of what this caller may do; empty means everything
 * @param regions regions that may serve this caller, beside what the tenant's policy allows; empty means all
 */
public record Caller(
        String tenant,
        @Nullable String project,
        @Nullable String keyId,
        @Nullable String subject,
        Set<String> allowedModels,
        Set<String> allowedOperations,
        Set<String> regions) {
    public Caller {
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("a caller has a tenant");
        }
        allowedModels = Set.copyOf(allowedModels);
        allowedOperations = Set.copyOf(allowedOperations);
        regions = Set.copyOf(regions);
    }

    /** A caller who may do everything anywhere with {@code allowedModels}. */
    public Caller(
            String tenant,
            @Nullable String project,
            @Nullable String keyId,
            @Nullable String subject,
            Set<String> allowedModels) {
        this(tenant, project, keyId, subject, allowedModels, Set.of(), Set.of());
    }

    /** Whether the credential is good for {@code servedModel}; says nothing about whether such a model exists. */
    public boolean mayUse(String servedModel) {
        return allowedModels.isEmpty() || allowedModels.contains(servedModel);
    }

    /** Whether the credential is good for what {@code operation} names on the wire. */
    public boolean mayDo(String operation) {
        return allowedOperations.isEmpty() || allowedOperations.contains(operation);
    }

    /** Whether the credential lets {@code region} serve it. */
    public boolean mayRunIn(String region) {
        return regions.isEmpty() || regions.contains(region);
    }

    /**
     * This caller.
     *
     * @throws PlatformException 403 naming what is allowed, unless {@link #mayDo}
     */
    public Caller doing(String operation) {
        if (!mayDo(operation)) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "the API key " + ApiKey.PREFIX + keyId + " is not good for '" + operation + "'; it may do "
                            + String.join(", ", new TreeSet<>(allowedOperations)));
        }
        return this;
    }
}
