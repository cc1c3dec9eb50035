package kr.hangil.gateway.identity;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.Membership;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Decides which tenant a person acts for: one that their token and our membership table both name. */
final class TenantChoice {

    private TenantChoice() {}

    /**
     * The caller that {@code user} is.
     *
     * @param wantedTenant tenant the request named; null where it named none
     * @throws PlatformException 403 where no tenant or role allows it, 400 where several tenants do
     */
    static Caller caller(Snapshot snapshot, User user, @Nullable String wantedTenant) {
        Set<String> tenants = new TreeSet<>();
        for (String organization : user.organizations()) {
            if (role(snapshot, user, organization) != null) {
                tenants.add(organization);
            }
        }
        String tenant = choose(tenants, wantedTenant);
        TenantRole role = role(snapshot, user, tenant);
        if (role == null || !role.callsModels()) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "your role " + role + " in tenant '" + tenant + "' does not include calling models; ask an owner"
                            + " of the tenant for DEVELOPER");
        }
        return new Caller(tenant, null, null, user.subject(), Set.of());
    }

    private static String choose(Set<String> tenants, @Nullable String wanted) {
        if (wanted != null) {
            if (!tenants.contains(wanted)) {
                throw new PlatformException(
                        ErrorCode.PERMISSION_DENIED,
                        "you are not a member of tenant '" + wanted + "', or your token does not name it: ask for the"
                                + " scope 'organization:" + wanted + "' when signing in");
            }
            return wanted;
        }
        return switch (tenants.size()) {
            case 0 ->
                throw new PlatformException(
                        ErrorCode.PERMISSION_DENIED,
                        "this token names no organization in which you are a member; sign in with the scope"
                                + " 'organization', or ask an owner of the tenant to add you");
            case 1 -> tenants.iterator().next();
            default ->
                throw PlatformException.at(
                        ErrorCode.TENANT_REQUIRED,
                        HangilHeaders.TENANT,
                        "you are a member of several tenants " + List.copyOf(tenants) + ": name one in the header "
                                + HangilHeaders.TENANT);
        };
    }

    private static @Nullable TenantRole role(Snapshot snapshot, User user, String tenant) {
        return snapshot.memberships().get(new Membership(user.issuer(), user.subject(), tenant));
    }
}
