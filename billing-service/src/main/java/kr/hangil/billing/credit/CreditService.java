package kr.hangil.billing.credit;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.idempotency.Idempotency;
import kr.hangil.billing.idempotency.Idempotency.Call;
import kr.hangil.billing.ledger.Account;
import kr.hangil.billing.ledger.Ledger;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Grants, refunds and shows credit. */
@ApplicationScoped
class CreditService {

    private static final Logger LOG = Logger.getLogger(CreditService.class);
    private static final int SWEEP_PAGE = 500;

    private final Database database;
    private final CreditStore store;
    private final Credits credits;
    private final Idempotency idempotency;
    private final Ledger ledger;
    private final CreditConfig config;
    private final Clock clock;

    CreditService(
            Database database,
            CreditStore store,
            Credits credits,
            Idempotency idempotency,
            Ledger ledger,
            CreditConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.credits = credits;
        this.idempotency = idempotency;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
    }

    /** @throws PlatformException {@code invalid_request} for an expiry that has passed */
    Uni<Granted> grant(String tenant, CreditDraft draft, @Nullable String key, String by) {
        Instant now = now();
        Instant expiresAt = draft.expiresAt();
        if (expiresAt != null
                && (!expiresAt.isAfter(now) || !expiresAt.equals(expiresAt.truncatedTo(ChronoUnit.MICROS)))) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "expiresAt", "expiresAt must be ahead, to the microsecond");
        }
        Call call = new Call(by, "credit of " + tenant, key, draft.toString());
        return database.transaction(connection -> idempotency
                .once(
                        connection,
                        call,
                        () -> store.open(connection, tenant, now)
                                .chain(() -> store.lock(connection, tenant))
                                .chain(() -> store.grant(connection, tenant, draft, by, now))
                                .call(id -> ledger.post(
                                        connection,
                                        "credit:" + id,
                                        tenant,
                                        now,
                                        paid(draft.amountWon(), Account.CASH))))
                .flatMap(made ->
                        find(connection, tenant, made.id()).map(credit -> new Granted(credit, made.created()))));
    }

    /**
     * Pays back what was not spent.
     *
     * @throws PlatformException {@code conflict} when the grant has less left, or gateways hold it
     */
    Uni<Credit> refund(String tenant, long grant, RefundDraft draft, @Nullable String key, String by) {
        Call call = new Call(by, "refund of " + grant, key, draft.toString());
        return database.transaction(connection -> find(connection, tenant, grant)
                .chain(() -> idempotency.once(
                        connection,
                        call,
                        () -> store.lock(connection, tenant)
                                .chain(() -> credits.settle(connection, tenant))
                                .chain(() -> refundable(connection, tenant, grant))
                                .invoke(left -> checkRefund(draft, left))
                                .chain(() -> store.refund(connection, grant, draft, by, now()))
                                .call(id -> ledger.post(
                                        connection,
                                        "refund:" + id,
                                        tenant,
                                        now(),
                                        paid(draft.amountWon(), Account.PREPAID)))))
                .chain(() -> find(connection, tenant, grant)));
    }

    /** All grants of {@code tenant}, the oldest first, a page at a time. */
    Uni<Page<Credit>> list(String tenant, int limit, long after) {
        return database.transaction(connection -> all(connection, tenant)).map(all -> {
            List<Credit> rest =
                    all.stream().filter(credit -> credit.id() > after).toList();
            return rest.size() <= limit
                    ? new Page<>(rest, null)
                    : new Page<>(
                            rest.subList(0, limit),
                            Long.toString(rest.get(limit - 1).id()));
        });
    }

    Uni<CreditAccount> account(String tenant) {
        return database.transaction(connection -> store.mode(connection, tenant)
                .flatMap(mode -> credits.standing(connection, tenant)
                        .map(standing -> CreditAccount.of(tenant, mode.orElse(BillingMode.POSTPAID), standing))));
    }

    /** @throws PlatformException {@code conflict} for a tenant that was never granted credit */
    Uni<CreditAccount> setMode(String tenant, BillingMode mode) {
        return database.transaction(connection -> store.setMode(connection, tenant, mode))
                .invoke(found -> {
                    if (!found && mode == BillingMode.PREPAID) {
                        throw new PlatformException(
                                ErrorCode.CONFLICT, "a tenant becomes prepaid with its first credit; grant one");
                    }
                })
                .chain(() -> account(tenant));
    }

    @Scheduled(
            every = "${hangil.billing.credit.settle-every:PT60S}",
            delayed = "PT10S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return sweep("")
                .onFailure()
                .invoke(failure -> LOG.warnf("credit was not settled: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> sweep(String after) {
        return database.transaction(connection -> store.tenants(connection, after, SWEEP_PAGE))
                .call(tenants -> Multi.createFrom()
                        .iterable(tenants)
                        .onItem()
                        .transformToUniAndConcatenate(this::settle)
                        .collect()
                        .last())
                .flatMap(tenants ->
                        tenants.size() < SWEEP_PAGE ? Uni.createFrom().voidItem() : sweep(tenants.getLast()));
    }

    private Uni<String> settle(String tenant) {
        return database.transaction(
                        connection -> store.lock(connection, tenant).chain(() -> credits.settle(connection, tenant)))
                .replaceWith(tenant);
    }

    private Uni<BigDecimal> refundable(SqlConnection connection, String tenant, long grant) {
        return store.held(connection, tenant)
                .flatMap(held -> credits.standing(connection, tenant).map(standing -> {
                    BigDecimal free = standing.remaining().subtract(held).subtract(standing.overdrawn());
                    return standing.grants().stream()
                            .filter(one -> one.id() == grant)
                            .map(one -> one.expiry().isAfter(standing.at())
                                    ? one.remaining().min(free)
                                    : one.remaining())
                            .findFirst()
                            .orElse(BigDecimal.ZERO);
                }));
    }

    private static void checkRefund(RefundDraft draft, BigDecimal left) {
        if (BigDecimal.valueOf(draft.amountWon()).compareTo(left) > 0) {
            throw PlatformException.at(
                    ErrorCode.CONFLICT,
                    "amountWon",
                    "at most %s won of this credit are neither spent, paid back nor held by a gateway"
                            .formatted(left.max(BigDecimal.ZERO).setScale(0, java.math.RoundingMode.FLOOR)));
        }
    }

    private Uni<Credit> find(SqlConnection connection, String tenant, long id) {
        return all(connection, tenant)
                .map(all -> all.stream()
                        .filter(credit -> credit.id() == id)
                        .findFirst()
                        .orElseThrow(
                                () -> new PlatformException(ErrorCode.NOT_FOUND, "this tenant has no credit " + id)));
    }

    private Uni<List<Credit>> all(SqlConnection connection, String tenant) {
        return store.grants(connection, tenant)
                .flatMap(entries -> credits.standing(connection, tenant).map(standing -> {
                    Map<Long, CreditGrant> settled =
                            standing.grants().stream().collect(Collectors.toMap(CreditGrant::id, Function.identity()));
                    return entries.stream()
                            .map(entry -> Credit.of(
                                    tenant,
                                    entry,
                                    settled.getOrDefault(entry.grant().id(), entry.grant()),
                                    standing.at()))
                            .toList();
                }));
    }

    /** Won that move between {@code to} and the other of cash and credit. */
    private static Map<Account, BigDecimal> paid(long won, Account to) {
        Account from = to == Account.CASH ? Account.PREPAID : Account.CASH;
        return Map.of(to, BigDecimal.valueOf(won), from, BigDecimal.valueOf(-won));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** @param created whether this call granted it */
    record Granted(Credit credit, boolean created) {}
}
