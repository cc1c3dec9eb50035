package kr.hangil.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.metering.TokenEstimates;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.platform.error.PlatformException;

/** Grants reservations, all limits and budgets or none, and turns them into what was used. */
@Singleton
public class AdmissionService {

    private final AdmissionConfig config;
    private final QuotaService quotas;
    private final Budgets budgets;
    private final PriceService prices;
    private final TokenEstimates estimates;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Integer> byTenant = new ConcurrentHashMap<>();

    AdmissionService(
            AdmissionConfig config,
            QuotaService quotas,
            Budgets budgets,
            PriceService prices,
            TokenEstimates estimates,
            MeterRegistry metrics) {
        this.config = config;
        this.quotas = quotas;
        this.budgets = budgets;
        this.prices = prices;
        this.estimates = estimates;
        Gauge.builder("hangil.gateway.requests.in.flight", inFlight, AtomicInteger::get)
                .register(metrics);
    }

    /**
     * Room for one request of {@code caller}.
     *
     * @param answer headers of the answer to come: what is left of the limits is put there, granted or refused
     * @return fails with {@link PlatformException}: 429 {@code rate_limited} with a time to come back, 403
     *     {@code budget_exceeded} or {@code not_priced}, 402 {@code credit_exhausted}
     */
    public Future<Reservation> reserve(
            String requestId, Instant now, Snapshot snapshot, Caller caller, Envelope envelope, MultiMap answer) {
        long prompt = envelope.operation().isBilled() ? estimates.prompt(envelope) : 0;
        long output = estimates.output(caller.tenant(), envelope);
        Costs costs = prices.current();
        BigDecimal estimate = estimate(costs, envelope.model(), new TokenCounts(prompt, 0, output, 0, true), now);
        Claim claim = QuotaService.claim(requestId, snapshot, caller, prompt + output);
        takePlace(caller.tenant());
        Budgets.Spender spender = new Budgets.Spender(caller.tenant(), caller.project(), caller.keyId());
        return budgets.reserve(spender, estimate)
                .compose(budget -> quotas.reserve(claim)
                        .compose(verdict -> granted(
                                claim,
                                verdict,
                                answer,
                                budget,
                                new Estimate(prompt, output),
                                costs,
                                envelope.model(),
                                now)))
                .onFailure(refused -> givePlaceBack(caller.tenant()));
    }

    private record Estimate(long prompt, long output) {}

    private Future<Reservation> granted(
            Claim claim,
            Verdict verdict,
            MultiMap answer,
            BudgetReservation budget,
            Estimate estimate,
            Costs costs,
            String model,
            Instant at) {
        return switch (verdict) {
            case Verdict.Refused refused -> {
                budget.settle(BigDecimal.ZERO);
                RateHeaders.write(answer, List.of(refused.level()));
                yield Future.failedFuture(QuotaService.refusal(refused));
            }
            case Verdict.Granted granted -> {
                RateHeaders.write(answer, granted.levels());
                if (granted.degraded()) {
                    answer.set(HangilHeaders.LIMITS, "degraded");
                }
                Reservation.Costing costing = tokens -> costs.of(model, tokens, at);
                yield Future.succeededFuture(new Reservation(estimate.prompt(), estimate.output(), costing, used -> {
                    givePlaceBack(claim.tenant());
                    quotas.settle(claim, granted, used.prompt() + used.completion());
                    budget.settle(costing.of(used).orElse(budget.reserved()));
                }));
            }
        };
    }

    private static BigDecimal estimate(Costs costs, String model, TokenCounts tokens, Instant now) {
        if (!costs.areKnown()) {
            return BigDecimal.ZERO;
        }
        return costs.of(model, tokens, now)
                .orElseThrow(() -> PlatformException.at(
                        ErrorCode.NOT_PRICED,
                        "model",
                        "model '" + model + "' has no price, so it cannot be sold; its operator must publish one"));
    }

    /** Budgets of {@code caller} that this gateway knows, in no particular order; empty while none is known. */
    public List<BudgetReport> budgets(Caller caller) {
        return budgets.report(new Budgets.Spender(caller.tenant(), caller.project(), caller.keyId()));
    }

    /** How full the limits of {@code caller} are; an empty list when it has none. */
    public List<LimitReport> report(Snapshot snapshot, Caller caller) {
        return quotas.levels(QuotaService.claim("report", snapshot, caller, 1)).stream()
                .map(LimitReport::of)
                .toList();
    }

    private void takePlace(String tenant) {
        if (inFlight.incrementAndGet() > config.maxInFlight()) {
            inFlight.decrementAndGet();
            throw full("this gateway", config.maxInFlight());
        }
        boolean[] granted = new boolean[1];
        byTenant.compute(tenant, (name, count) -> {
            int now = count == null ? 0 : count;
            granted[0] = now < config.maxInFlightPerTenant();
            return granted[0] ? Integer.valueOf(now + 1) : count;
        });
        if (!granted[0]) {
            inFlight.decrementAndGet();
            throw full("tenant '" + tenant + "'", config.maxInFlightPerTenant());
        }
    }

    private void givePlaceBack(String tenant) {
        inFlight.decrementAndGet();
        byTenant.compute(tenant, (name, count) -> count == null || count <= 1 ? null : Integer.valueOf(count - 1));
    }

    private static PlatformException full(String whose, int limit) {
        return PlatformException.retryable(
                ErrorCode.RATE_LIMITED,
                whose + " has " + limit + " requests in flight, which is the limit; try again when one has ended",
                Duration.ofSeconds(1));
    }
}
