package kr.hangil.billing.membership;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The one question every tenant resource asks first. */
@ApplicationScoped
public class TenantAccess {

    private static final String OPERATOR = "platform-operator";
    private static final String ORGANIZATION = "organization";

    private final SecurityIdentity identity;
    private final MembershipClient memberships;

    TenantAccess(SecurityIdentity identity, MembershipClient memberships) {
        this.identity = identity;
        this.memberships = memberships;
    }

    /**
     * Completes when the caller may read {@code tenant}.
     *
     * @throws PlatformException {@code permission_denied}, in the same words for a tenant that does not exist
     */
    public Uni<Void> mayRead(String tenant) {
        return check(tenant, role -> true);
    }

    /**
     * Completes when the caller may set {@code tenant}'s budgets and see all of its money: operators, and members with the
     * role OWNER, ADMIN or BILLING.
     *
     * @throws PlatformException {@code permission_denied}
     */
    public Uni<Void> mayManageMoney(String tenant) {
        return check(tenant, MemberRole::managesMoney);
    }

    private Uni<Void> check(String tenant, Predicate<MemberRole> allowed) {
        if (identity.hasRole(OPERATOR)) {
            return Uni.createFrom().voidItem();
        }
        if (!(identity.getPrincipal() instanceof JsonWebToken token)
                || !organizations(token.getClaim(ORGANIZATION)).contains(tenant)) {
            throw denied(tenant);
        }
        return memberships
                .role(tenant, token.getSubject())
                .invoke(role -> {
                    if (!allowed.test(role.orElseThrow(() -> denied(tenant)))) {
                        throw new PlatformException(
                                ErrorCode.PERMISSION_DENIED,
                                "this is for members of '" + tenant + "' with the role OWNER, ADMIN or BILLING");
                    }
                })
                .replaceWithVoid();
    }

    /** Aliases in Keycloak's claim: the names of an object, or the items of an array. */
    static Set<String> organizations(@Nullable Object claim) {
        return switch (claim) {
            case JsonObject object -> object.keySet();
            case Map<?, ?> map -> map.keySet().stream().map(Object::toString).collect(Collectors.toSet());
            case Collection<?> aliases ->
                aliases.stream()
                        .map(alias -> alias instanceof JsonString json ? json.getString() : alias.toString())
                        .collect(Collectors.toSet());
            case null, default -> Set.of();
        };
    }

    private static PlatformException denied(String tenant) {
        return new PlatformException(
                ErrorCode.PERMISSION_DENIED, "you are not a member of the tenant '" + tenant + "'");
    }
}
