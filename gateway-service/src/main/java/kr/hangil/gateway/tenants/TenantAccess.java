package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.gateway.tenants.MemberEntity.MemberId;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may touch a tenant: a platform operator, or a member whose token names the organization too.
 *
 * <p>Whoever may not even know a tenant gets the 404 that a tenant which does not exist gets. Every method runs within a
 * transaction and reads the tables, not the snapshot.
 */
@ApplicationScoped
public class TenantAccess {

    private final TenantRepository tenants;
    private final MemberRepository members;

    TenantAccess(TenantRepository tenants, MemberRepository members) {
        this.tenants = tenants;
        this.members = members;
    }

    /**
     * What a user may do in a tenant.
     *
     * @param role role in it; null for an operator or service that is no member
     */
    public record Access(User user, String tenant, @Nullable TenantRole role) {

        /** Whether members, projects and other people's keys are theirs to change. */
        public boolean manages() {
            return user.isOperator() || (role != null && role.manages());
        }

        /** Whether they may have keys of their own. */
        public boolean createsKeys() {
            return user.isOperator() || (role != null && role.createsKeys());
        }

        boolean owns() {
            return user.isOperator() || role == TenantRole.OWNER;
        }
    }

    /** Fails with 404 unless {@code user} is an operator or a member. */
    public Uni<Access> toRead(User user, String tenant) {
        return role(user, tenant)
                .call(role -> role == null && !user.isOperator() ? unknown(tenant) : exists(tenant))
                .map(role -> new Access(user, tenant, role));
    }

    /** As {@link #toRead}, and fails with 403 unless {@code user} manages the tenant. */
    public Uni<Access> toManage(User user, String tenant) {
        return toRead(user, tenant).invoke(access -> {
            if (!access.manages()) {
                throw denied(access, "an OWNER or ADMIN of the tenant");
            }
        });
    }

    /** As {@link #toRead}, and fails with 403 unless {@code user} may have keys of their own. */
    public Uni<Access> toCreateKeys(User user, String tenant) {
        return toRead(user, tenant).invoke(access -> {
            if (!access.createsKeys()) {
                throw denied(access, "an OWNER, ADMIN or DEVELOPER of the tenant");
            }
        });
    }

    /** As {@link #toRead}, and open to services that read memberships. */
    Uni<Access> toReadMembers(User user, String tenant) {
        return user.readsMemberships()
                ? exists(tenant).map(found -> new Access(user, tenant, null))
                : toRead(user, tenant);
    }

    /** The refusal for what only {@code who} may do. */
    public static PlatformException denied(Access access, String who) {
        return new PlatformException(
                ErrorCode.PERMISSION_DENIED,
                "this takes " + who + "; your role in '" + access.tenant() + "' is " + access.role());
    }

    private Uni<@Nullable TenantRole> role(User user, String tenant) {
        if (!user.organizations().contains(tenant)) {
            return Uni.createFrom().nullItem();
        }
        return members.findById(new MemberId(tenant, user.issuer(), user.subject()))
                .map(member -> member == null ? null : member.role);
    }

    private Uni<TenantEntity> exists(String tenant) {
        return tenants.findById(tenant).onItem().ifNull().failWith(() -> notFound(tenant));
    }

    private static Uni<TenantEntity> unknown(String tenant) {
        return Uni.createFrom().failure(notFound(tenant));
    }

    private static PlatformException notFound(String tenant) {
        return PlatformException.at(
                ErrorCode.NOT_FOUND,
                "tenant",
                "there is no tenant '" + tenant + "' that you are a member of; your token must name the organization"
                        + " too (scope 'organization' or 'organization:" + tenant + "')");
    }
}
