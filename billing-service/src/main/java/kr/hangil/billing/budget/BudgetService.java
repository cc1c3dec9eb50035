package kr.hangil.billing.budget;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import kr.hangil.billing.alert.AlertChannels;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.database.DatabaseFailures;
import kr.hangil.billing.idempotency.Idempotency;
import kr.hangil.billing.idempotency.Idempotency.Call;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Sets budgets and tells how they stand. */
@ApplicationScoped
class BudgetService {

    private static final int SECRET_BYTES = 32;

    private final Database database;
    private final BudgetStore store;
    private final Idempotency idempotency;
    private final AlertChannels channels;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    BudgetService(Database database, BudgetStore store, Idempotency idempotency, AlertChannels channels, Clock clock) {
        this.database = database;
        this.store = store;
        this.idempotency = idempotency;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * Sets a budget, or finds it set already by the same call.
     *
     * @throws PlatformException {@code conflict} when the scope has such a budget
     */
    Uni<Created> create(String tenant, BudgetDraft draft, @Nullable String key, String by) {
        check(draft);
        Call call = new Call(by, "budget of " + tenant, key, draft.toString());
        String secret = draft.webhookUrl() == null ? null : mint();
        return transaction((connection, now) -> idempotency
                .once(connection, call, () -> store.insert(connection, tenant, draft, secret, by, now))
                .flatMap(made ->
                        find(connection, tenant, made.id(), now).map(budget -> new Created(budget, made.created()))));
    }

    /** @throws PlatformException {@code not_found}, or {@code invalid_request} for another scope or period */
    Uni<Budget> replace(String tenant, long id, BudgetDraft draft, String by) {
        check(draft);
        return transaction((connection, now) -> find(connection, tenant, id, now)
                .flatMap(old -> {
                    checkSame(old, draft);
                    boolean newAddress = !Objects.equals(old.webhookUrl(), draft.webhookUrl());
                    String secret = draft.webhookUrl() == null ? null : newAddress ? mint() : old.webhookSecret();
                    return store.update(connection, tenant, id, draft, secret, by, now)
                            .chain(() -> find(connection, tenant, id, now))
                            .map(budget -> newAddress ? budget : budget.withoutSecret());
                }));
    }

    Uni<Budget> get(String tenant, long id) {
        return transaction((connection, now) -> find(connection, tenant, id, now))
                .map(Budget::withoutSecret);
    }

    Uni<Void> delete(String tenant, long id, String by) {
        return transaction((connection, now) -> store.delete(connection, tenant, id, by, now))
                .invoke(found -> {
                    if (!found) {
                        throw missing(tenant, id);
                    }
                })
                .replaceWithVoid();
    }

    Uni<Page<Budget>> list(String tenant, int limit, long after) {
        return transaction((connection, now) -> store.page(connection, tenant, limit + 1, after, now))
                .map(budgets -> {
                    List<Budget> page = budgets.stream()
                            .limit(limit)
                            .map(Budget::withoutSecret)
                            .toList();
                    return new Page<>(
                            page,
                            budgets.size() > limit
                                    ? Long.toString(page.getLast().id())
                                    : null);
                });
    }

    private <T> Uni<T> transaction(BiFunction<SqlConnection, Instant, Uni<T>> work) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(connection -> work.apply(connection, now))
                .onFailure(DatabaseFailures::isDuplicate)
                .transform(failure -> new PlatformException(
                        ErrorCode.CONFLICT,
                        "there is such a budget already: one hard and one soft budget for each scope and period"));
    }

    private Uni<Budget> find(SqlConnection connection, String tenant, long id, Instant now) {
        return store.find(connection, tenant, id, now).map(found -> found.orElseThrow(() -> missing(tenant, id)));
    }

    private void check(BudgetDraft draft) {
        if ((draft.scope() == BudgetDraft.Scope.TENANT) != (draft.scopeId() == null)) {
            throw invalid("scopeId", "names the project or key; a tenant's own budget has none");
        }
        if (draft.email() != null && !channels.sendsMail()) {
            throw PlatformException.at(
                    ErrorCode.UNSUPPORTED_PARAMETER,
                    "email",
                    "email cannot be used: no mail is sent here (hangil.billing.alert.mail-from)");
        }
        String url = draft.webhookUrl();
        if (url != null) {
            checkUrl(url);
        }
    }

    private void checkUrl(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
                throw invalid("webhookUrl", "must be an address without user and fragment");
            }
            if (!uri.getScheme().equals("https") && !channels.allowsPlainHttp()) {
                throw invalid("webhookUrl", "must be an https address");
            }
        } catch (URISyntaxException e) {
            throw invalid("webhookUrl", "is not an address");
        }
    }

    private static void checkSame(Budget old, BudgetDraft draft) {
        if (old.scope() != draft.scope() || !Objects.equals(old.scopeId(), draft.scopeId())) {
            throw invalid("scope", "of a budget does not change; delete it and set another");
        }
        if (old.period() != draft.period()) {
            throw invalid("period", "of a budget does not change; delete it and set another");
        }
    }

    private String mint() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return "whsec_" + HexFormat.of().formatHex(secret);
    }

    private static PlatformException missing(String tenant, long id) {
        return new PlatformException(ErrorCode.NOT_FOUND, "the tenant '" + tenant + "' has no budget " + id);
    }

    private static PlatformException invalid(String field, String problem) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, field, field + " " + problem);
    }

    /** @param created whether this call set it */
    record Created(Budget budget, boolean created) {}
}
