package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.gateway.tenants.MemberEntity.MemberId;
import kr.hangil.gateway.tenants.TenantAccess.Access;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a tenant, and as what. Members are of the issuer that the caller's own token is from.
 *
 * <p>Only an owner or operator makes, changes or removes owners, and a tenant never loses its last one.
 */
@ApplicationScoped
class MemberService {

    private final Transactions transactions;
    private final MemberRepository members;
    private final TenantAccess access;
    private final AuditService audit;
    private final Clock clock;

    MemberService(
            Transactions transactions, MemberRepository members, TenantAccess access, AuditService audit, Clock clock) {
        this.transactions = transactions;
        this.members = members;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    Uni<Page<Member>> list(User user, String tenant, PageRequest page) {
        String after = page.after() == null ? "" : page.after();
        return transactions.read(() -> access.toReadMembers(user, tenant)
                .flatMap(granted -> members.of(tenant, user.issuer(), after, page.rows()))
                .map(rows -> page.page(rows, MemberService::wire, row -> row.id.subject())));
    }

    Uni<Member> get(User user, String tenant, String subject) {
        return transactions.read(() -> access.toReadMembers(user, tenant)
                .flatMap(granted -> existing(user, tenant, subject))
                .map(MemberService::wire));
    }

    Uni<Created<Member>> put(
            User user, String tenant, String subject, TenantRole role, @Nullable String email, @Nullable String name) {
        return transactions.write(() -> access.toManage(user, tenant)
                .flatMap(granted -> members.findById(new MemberId(tenant, user.issuer(), subject))
                        .call(current -> guardOwners(granted, current == null ? null : current.role, role))
                        .flatMap(current -> save(granted, current, subject, role, email, name))));
    }

    Uni<Void> delete(User user, String tenant, String subject) {
        return transactions.write(() -> access.toManage(user, tenant)
                .flatMap(granted -> existing(user, tenant, subject)
                        .call(member -> guardOwners(granted, member.role, null))
                        .flatMap(member -> members.delete(member)
                                .chain(() -> audit.record(user, tenant, "member.delete", subject, detail(member))))));
    }

    private Uni<Created<Member>> save(
            Access granted,
            @Nullable MemberEntity current,
            String subject,
            TenantRole role,
            @Nullable String email,
            @Nullable String name) {
        MemberEntity member = current == null ? begin(granted, subject) : current;
        member.role = role;
        member.email = email;
        member.name = name;
        return members.persist(member)
                .call(() -> audit.record(granted.user(), granted.tenant(), "member.put", subject, detail(member)))
                .map(saved -> new Created<>(wire(saved), current == null));
    }

    private MemberEntity begin(Access granted, String subject) {
        MemberEntity member = new MemberEntity();
        member.id = new MemberId(granted.tenant(), granted.user().issuer(), subject);
        member.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return member;
    }

    private Uni<Long> guardOwners(Access granted, @Nullable TenantRole before, @Nullable TenantRole after) {
        boolean touchesOwner = before == TenantRole.OWNER || after == TenantRole.OWNER;
        if (touchesOwner && before != after && !granted.owns()) {
            throw TenantAccess.denied(granted, "an OWNER of the tenant");
        }
        if (before != TenantRole.OWNER || after == TenantRole.OWNER) {
            return Uni.createFrom().item(0L);
        }
        return members.lockOwners(granted.tenant()).invoke(owners -> {
            if (owners <= 1) {
                throw PlatformException.at(
                        ErrorCode.CONFLICT,
                        "role",
                        "this is the last OWNER of '" + granted.tenant() + "': make somebody else an OWNER first");
            }
        });
    }

    private Uni<MemberEntity> existing(User user, String tenant, String subject) {
        return members.findById(new MemberId(tenant, user.issuer(), subject))
                .onItem()
                .ifNull()
                .failWith(() -> PlatformException.at(
                        ErrorCode.NOT_FOUND, "subject", "tenant '" + tenant + "' has no member '" + subject + "'"));
    }

    private static Map<String, String> detail(MemberEntity member) {
        return member.email == null
                ? Map.of("role", member.role.name())
                : Map.of("role", member.role.name(), "email", member.email);
    }

    private static Member wire(MemberEntity member) {
        return new Member(member.id.subject(), member.role, member.email, member.name, member.createdAt);
    }
}
