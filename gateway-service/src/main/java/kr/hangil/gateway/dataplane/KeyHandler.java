package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.admission.AdmissionService;
import kr.hangil.gateway.admission.BudgetReport;
import kr.hangil.gateway.admission.LimitReport;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.snapshot.AddressRange;
import kr.hangil.gateway.snapshot.ApiKeyEntry;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/key}: what an API key is good for and what limits it, told to its holder, from memory. */
@ApplicationScoped
public class KeyHandler {

    private final CallerService callers;
    private final AdmissionService admission;

    KeyHandler(CallerService callers, AdmissionService admission) {
        this.callers = callers;
        this.admission = admission;
    }

    /** @param resetSeconds until all of it is free again, rounded up */
    private record LimitView(String name, long limit, long remaining, long resetSeconds) {
        static LimitView of(LimitReport limit) {
            return new LimitView(
                    limit.name(),
                    limit.limit(),
                    limit.remaining(),
                    limit.reset().plusNanos(999_999_999).toSeconds());
        }
    }

    /** Won as plain decimals in strings, so that no reader rounds them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record BudgetView(
            String scope,
            String period,
            String limitWon,
            String spentWon,
            String remainingWon,
            @Nullable Instant resetsAt) {
        static BudgetView of(BudgetReport budget) {
            return new BudgetView(
                    budget.scope(),
                    budget.period(),
                    plain(budget.limit()),
                    plain(budget.spent()),
                    plain(budget.limit().subtract(budget.spent()).max(BigDecimal.ZERO)),
                    budget.resetsAt());
        }
    }

    /** Won before VAT, as above. */
    private record SpendingView(String todayWon, String monthWon) {
        static SpendingView of(LeaseAnswer.Spending spending) {
            return new SpendingView(plain(spending.day()), plain(spending.month()));
        }
    }

    private static String plain(BigDecimal won) {
        return won.signum() == 0 ? "0" : won.stripTrailingZeros().toPlainString();
    }

    /**
     * A list that is empty restricts nothing.
     *
     * @param spending absent until billing has told it, some seconds after this gateway met the key
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Key(
            String id,
            String tenant,
            @Nullable String project,
            SortedSet<String> models,
            SortedSet<String> operations,
            SortedSet<String> regions,
            List<String> addresses,
            @Nullable Instant expiresAt,
            @Nullable Instant previousUntil,
            List<LimitView> limits,
            List<BudgetView> budgets,
            @Nullable SpendingView spending) {}

    void show(Exchange exchange) {
        exchange.here(callers.identify(exchange.request()))
                .map(caller -> exchange.encode(key(exchange.snapshot(), caller)))
                .onSuccess(body -> exchange.answer(200, body))
                .onFailure(exchange::refuse);
    }

    private Key key(Snapshot snapshot, Caller caller) {
        ApiKeyEntry entry = caller.keyId() == null ? null : snapshot.keys().get(caller.keyId());
        if (entry == null) {
            throw new PlatformException(
                    ErrorCode.NOT_FOUND, "this describes API keys; the request came with an access token");
        }
        return new Key(
                entry.id(),
                entry.tenant(),
                entry.project(),
                new TreeSet<>(entry.scope().models()),
                new TreeSet<>(entry.scope().operations()),
                regions(snapshot.policy(entry.tenant()), entry),
                entry.scope().addresses().stream().map(AddressRange::toString).toList(),
                entry.expiresAt(),
                entry.previous() == null ? null : entry.previous().until(),
                admission.report(snapshot, caller).stream().map(LimitView::of).toList(),
                admission.budgets(caller).stream().map(BudgetView::of).toList(),
                admission.spending(caller).map(SpendingView::of).orElse(null));
    }

    /** Of the tenant's and the key's regions those that both allow. */
    private static SortedSet<String> regions(TenantPolicy policy, ApiKeyEntry entry) {
        SortedSet<String> regions = new TreeSet<>(
                entry.scope().regions().isEmpty()
                        ? policy.regions()
                        : entry.scope().regions());
        if (!policy.regions().isEmpty()) {
            regions.retainAll(policy.regions());
        }
        return regions;
    }
}
