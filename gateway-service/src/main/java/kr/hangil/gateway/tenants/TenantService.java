package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.idempotency.Idempotency;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Tenants themselves: made by operators, seen by their members. */
@ApplicationScoped
class TenantService {

    private final Transactions transactions;
    private final TenantRepository tenants;
    private final MemberRepository members;
    private final TenantAccess access;
    private final AuditService audit;
    private final Idempotency idempotency;
    private final Clock clock;

    TenantService(
            Transactions transactions,
            TenantRepository tenants,
            MemberRepository members,
            TenantAccess access,
            AuditService audit,
            Idempotency idempotency,
            Clock clock) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.members = members;
        this.access = access;
        this.audit = audit;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** All tenants for an operator; for others those they are members of and their token names. */
    Uni<Page<Tenant>> list(User user, PageRequest page) {
        return transactions.read(() -> user.isOperator() ? listAll(page) : listOwn(user, page));
    }

    Uni<Tenant> get(User user, String id) {
        return transactions.read(() -> access.toRead(user, id)
                .flatMap(granted -> tenants.findById(id).map(tenant -> wire(tenant, granted.role()))));
    }

    /** The same tenant again is no change; another name under a taken id is a conflict. */
    Uni<Created<Tenant>> create(User user, String id, String name, @Nullable String idempotencyKey) {
        if (!user.isOperator()) {
            return Uni.createFrom()
                    .failure(new PlatformException(
                            ErrorCode.PERMISSION_DENIED, "only a platform operator creates tenants"));
        }
        String request = "tenant " + id + " " + name;
        return transactions.write(() -> idempotency.once(
                user,
                AuditService.PLATFORM,
                idempotencyKey,
                request,
                () -> insertOrFind(user, id, name),
                () -> insertOrFind(user, id, name)));
    }

    private Uni<Created<Tenant>> insertOrFind(User user, String id, String name) {
        return tenants.findById(id)
                .flatMap(existing -> existing == null
                        ? insert(user, id, name).map(tenant -> new Created<>(wire(tenant, null), true))
                        : same(existing, name));
    }

    private Uni<TenantEntity> insert(User user, String id, String name) {
        TenantEntity tenant = new TenantEntity();
        tenant.id = id;
        tenant.name = name;
        tenant.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return tenants.persist(tenant).call(() -> audit.record(user, id, "tenant.create", id, Map.of("name", name)));
    }

    private static Uni<Created<Tenant>> same(TenantEntity existing, String name) {
        if (!existing.name.equals(name)) {
            return Uni.createFrom()
                    .failure(PlatformException.at(
                            ErrorCode.CONFLICT, "id", "tenant '" + existing.id + "' exists with another name"));
        }
        return Uni.createFrom().item(new Created<>(wire(existing, null), false));
    }

    private Uni<Page<Tenant>> listAll(PageRequest page) {
        return tenants.all(start(page), page.rows())
                .map(rows -> page.page(rows, tenant -> wire(tenant, null), tenant -> tenant.id));
    }

    private Uni<Page<Tenant>> listOwn(User user, PageRequest page) {
        return members.of(user, user.organizations())
                .map(own -> own.stream().collect(Collectors.toMap(m -> m.id.tenant(), m -> m.role)))
                .flatMap(roles -> tenants.among(roles.keySet(), start(page), page.rows())
                        .map(rows -> page.page(rows, wireWith(roles), tenant -> tenant.id)));
    }

    private static Function<TenantEntity, Tenant> wireWith(Map<String, TenantRole> roles) {
        return tenant -> wire(tenant, roles.get(tenant.id));
    }

    private static String start(PageRequest page) {
        return page.after() == null ? "" : page.after();
    }

    private static Tenant wire(TenantEntity tenant, @Nullable TenantRole role) {
        return new Tenant(tenant.id, tenant.name, role, tenant.createdAt);
    }
}
