package kr.hangil.gateway.keys;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.idempotency.Idempotency;
import kr.hangil.gateway.identity.ApiKey;
import kr.hangil.gateway.identity.KeyHasher;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.policy.LimitsBody;
import kr.hangil.gateway.snapshot.AddressRange;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Revision;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.gateway.tenants.TenantAccess;
import kr.hangil.gateway.tenants.TenantAccess.Access;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Creates, lists, changes, rotates and revokes the API keys of a tenant. */
@ApplicationScoped
class KeyService {

    private static final Duration MOST_GRACE = Duration.ofDays(7);

    private final Transactions transactions;
    private final ApiKeyRepository keys;
    private final KeyRequestCheck check;
    private final Idempotency idempotency;
    private final TenantAccess access;
    private final KeyHasher hasher;
    private final AuditService audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    KeyService(
            Transactions transactions,
            ApiKeyRepository keys,
            KeyRequestCheck check,
            Idempotency idempotency,
            TenantAccess access,
            KeyHasher hasher,
            AuditService audit,
            Clock clock) {
        this.transactions = transactions;
        this.keys = keys;
        this.check = check;
        this.idempotency = idempotency;
        this.access = access;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
    }

    /** A page of the tenant's keys, newest first, revoked ones included. */
    Uni<Page<KeyView>> list(User user, String tenant, PageRequest page) {
        return transactions.read(() -> access.toRead(user, tenant)
                .flatMap(granted -> rows(tenant, page))
                .map(rows -> page.page(rows, KeyView::of, row -> row.id)));
    }

    Uni<KeyView> get(User user, String tenant, String id) {
        return transactions.read(() -> access.toRead(user, tenant)
                .flatMap(granted -> keys.of(tenant, id))
                .onItem()
                .ifNull()
                .failWith(() -> unknown(tenant, id))
                .map(KeyView::of));
    }

    /**
     * Makes a key and shows it, once.
     *
     * @param idempotencyKey the caller's own name for this request; null where they gave none
     */
    Uni<CreatedKey> create(User user, String tenant, KeySettings wanted, @Nullable String idempotencyKey) {
        ApiKey key = ApiKey.mint(random);
        String request = "create " + detail(wanted);
        return transactions.write(() -> access.toCreateKeys(user, tenant)
                .call(granted -> refuseRepeat(user, tenant, idempotencyKey, request))
                .call(granted -> check.check(tenant, wanted))
                .flatMap(granted -> keys.persist(row(user, tenant, wanted, key)))
                .call(row -> idempotency.remember(user, tenant, idempotencyKey, request, key.id()))
                .call(row -> audit.record(user, tenant, "key.create", key.id(), detail(wanted)))
                .map(row -> new CreatedKey(KeyView.of(row), key.reveal())));
    }

    /** Changes everything about a key but what it is recognised by. */
    Uni<KeyView> change(User user, String tenant, String id, @Nullable String ifMatch, KeySettings wanted) {
        return transactions.write(() -> own(user, tenant, id)
                .invoke(KeyService::requireNotRevoked)
                .invoke(key -> Revision.require(ifMatch, key.revision))
                .call(key -> check.check(tenant, key.settings(), wanted))
                .invoke(key -> key.settle(wanted))
                .call(key -> audit.record(user, tenant, "key.change", id, detail(wanted)))
                .map(KeyView::of));
    }

    /**
     * Gives a key another secret under the same id and shows it, once: limits, usage and budgets stay with the key.
     *
     * @param grace how long the secret before stays good, 0..7 days
     */
    Uni<CreatedKey> rotate(User user, String tenant, String id, Duration grace, @Nullable String idempotencyKey) {
        requireGrace(grace);
        ApiKey renewed = ApiKey.mint(random, id);
        String request = "rotate " + id + " " + grace;
        return transactions.write(() -> own(user, tenant, id)
                .call(key -> refuseRepeat(user, tenant, idempotencyKey, request))
                .invoke(KeyService::requireNotRevoked)
                .invoke(key -> renew(key, renewed, grace))
                .call(key -> idempotency.remember(user, tenant, idempotencyKey, request, id))
                .call(key -> audit.record(user, tenant, "key.rotate", id, Map.of("grace", grace.toString())))
                .map(key -> new CreatedKey(KeyView.of(key), renewed.reveal())));
    }

    /** Revokes a key; one that is revoked already stays as it is. */
    Uni<Void> revoke(User user, String tenant, String id) {
        return transactions.write(() -> own(user, tenant, id)
                .flatMap(key -> key.revokedAt == null
                        ? revoke(user, key)
                        : Uni.createFrom().voidItem()));
    }

    /** The first answer held a secret that is kept nowhere, so a repeat cannot be given it again. */
    private Uni<Void> refuseRepeat(User user, String tenant, @Nullable String token, String request) {
        return idempotency
                .earlier(user, tenant, token, request)
                .invoke(id -> {
                    if (id != null) {
                        throw PlatformException.at(
                                ErrorCode.CONFLICT,
                                "Idempotency-Key",
                                "this request was carried out before and made the secret of the API key "
                                        + ApiKey.PREFIX + id + ", which cannot be shown again; use it, or revoke or"
                                        + " rotate the key with a new Idempotency-Key");
                    }
                })
                .replaceWithVoid();
    }

    /** The key, locked, of somebody who may change it. */
    private Uni<ApiKeyEntity> own(User user, String tenant, String id) {
        return access.toCreateKeys(user, tenant)
                .flatMap(granted -> keys.lock(tenant, id)
                        .onItem()
                        .ifNull()
                        .failWith(() -> unknown(tenant, id))
                        .invoke(key -> requireOwn(granted, key)));
    }

    private void renew(ApiKeyEntity key, ApiKey renewed, Duration grace) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        key.renew(hasher.hash(renewed).hex(), now, grace.isZero() ? null : now.plus(grace));
    }

    private static void requireGrace(Duration grace) {
        if (grace.isNegative() || grace.compareTo(MOST_GRACE) > 0) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "grace", "grace is from PT0S to " + MOST_GRACE.toDays() + " days");
        }
    }

    private static void requireNotRevoked(ApiKeyEntity key) {
        if (key.revokedAt != null) {
            throw PlatformException.at(
                    ErrorCode.CONFLICT, "key", "the API key was revoked at " + key.revokedAt + " and stays so");
        }
    }

    private Uni<Void> revoke(User user, ApiKeyEntity key) {
        key.revoke(clock.instant().truncatedTo(ChronoUnit.MICROS));
        return audit.record(user, key.tenant, "key.revoke", key.id, Map.of("name", key.name));
    }

    private static void requireOwn(Access granted, ApiKeyEntity key) {
        User user = granted.user();
        boolean own = key.createdByIssuer.equals(user.issuer()) && key.createdBySubject.equals(user.subject());
        if (!own && !granted.manages()) {
            throw TenantAccess.denied(granted, "an OWNER or ADMIN of the tenant, or whoever created the key");
        }
    }

    private Uni<List<ApiKeyEntity>> rows(String tenant, PageRequest page) {
        if (page.after() == null) {
            return keys.newestFirst(tenant, page.rows());
        }
        return keys.of(tenant, page.after())
                .onItem()
                .ifNull()
                .failWith(() -> PlatformException.at(
                        ErrorCode.INVALID_REQUEST,
                        "after",
                        "after is the 'next' of the page before, not '" + page.after() + "'"))
                .flatMap(cursor -> keys.newestBefore(tenant, cursor, page.rows()));
    }

    private ApiKeyEntity row(User user, String tenant, KeySettings wanted, ApiKey key) {
        ApiKeyEntity row = new ApiKeyEntity();
        row.id = key.id();
        row.tenant = tenant;
        row.hash = hasher.hash(key).hex();
        row.settle(wanted);
        row.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        row.createdByIssuer = user.issuer();
        row.createdBySubject = user.subject();
        row.createdBy = user.label();
        return row;
    }

    private static Map<String, Object> detail(KeySettings key) {
        Map<String, Object> detail = new TreeMap<>();
        detail.put("name", key.name());
        detail.put("models", new TreeSet<>(key.scope().models()));
        detail.put("operations", new TreeSet<>(key.scope().operations()));
        detail.put("regions", new TreeSet<>(key.scope().regions()));
        detail.put(
                "addresses",
                key.scope().addresses().stream().map(AddressRange::toString).toList());
        detail.put("limits", LimitsBody.of(key.limits()));
        if (key.project() != null) {
            detail.put("project", key.project());
        }
        if (key.expiresAt() != null) {
            detail.put("expiresAt", key.expiresAt().toString());
        }
        return detail;
    }

    private static PlatformException unknown(String tenant, String id) {
        return PlatformException.at(ErrorCode.NOT_FOUND, "key", "tenant '" + tenant + "' has no API key '" + id + "'");
    }
}
