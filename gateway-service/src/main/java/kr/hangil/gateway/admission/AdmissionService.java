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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.metering.TokenEstimates;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Grants reservations, all limits and budgets or none, and turns them into what was used. */
@Singleton
public class AdmissionService {

    private final AdmissionConfig config;
    private final QuotaService quotas;
    private final Budgets budgets;
    private final PriceService prices;
    private final TokenEstimates estimates;
    private final RepeatService repeats;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Integer> byTenant = new ConcurrentHashMap<>();

    AdmissionService(
            AdmissionConfig config,
            QuotaService quotas,
            Budgets budgets,
            PriceService prices,
            TokenEstimates estimates,
            RepeatService repeats,
            MeterRegistry metrics) {
        this.config = config;
        this.quotas = quotas;
        this.budgets = budgets;
        this.prices = prices;
        this.estimates = estimates;
        this.repeats = repeats;
        Gauge.builder("hangil.gateway.requests.in.flight", inFlight, AtomicInteger::get)
                .register(metrics);
    }

    /** Which prices requests are admitted by: some digits that change with them; empty while none are known. */
    public String priceVersion() {
        return prices.current().version();
    }

    /**
     * Room for one request of {@code caller}. One that is not billed needs neither a price nor a budget.
     *
     * @param again its claim to be charged once; null where it has none
     * @param answer headers of the answer to come: what is left of the limits is put there, granted or refused
     * @return fails with {@link PlatformException}: 429 {@code rate_limited} with a time to come back, 403
     *     {@code budget_exceeded} or {@code not_priced}, 402 {@code credit_exhausted}, 409 and 422 as
     *     {@link RepeatService#claim} says
     */
    public Future<Reservation> reserve(
            String requestId,
            Instant now,
            Snapshot snapshot,
            Caller caller,
            Envelope envelope,
            @Nullable RepeatClaim again,
            MultiMap answer) {
        boolean billed = envelope.operation().isBilled();
        long prompt = billed ? estimates.prompt(envelope) : 0;
        long output = estimates.output(caller.tenant(), envelope);
        Claim claim = QuotaService.claim(requestId, snapshot, caller, prompt + output);
        Prices at = new Prices(prices.current(), envelope.model(), now);
        BigDecimal estimate = billed ? at.estimate(new TokenCounts(prompt, 0, output, 0, true)) : BigDecimal.ZERO;
        takePlace(caller.tenant());
        return repeats.claim(again)
                .compose(repeat -> (billed
                                ? budgets.reserve(spender(caller), repeat.isFree() ? BigDecimal.ZERO : estimate)
                                : Future.succeededFuture(BudgetReservation.NONE))
                        .compose(budget -> quotas.reserve(claim)
                                .compose(verdict -> granted(
                                        claim, verdict, answer, budget, new Estimate(prompt, output), at, repeat)))
                        .onFailure(refused -> repeat.end().accept(false)))
                .onFailure(refused -> givePlaceBack(caller.tenant()));
    }

    private record Estimate(long prompt, long output) {}

    /** What tokens of {@code model} cost at one moment. */
    private record Prices(Costs costs, String model, Instant moment) {

        Optional<BigDecimal> of(TokenCounts tokens) {
            return costs.of(model, tokens, moment);
        }

        BigDecimal estimate(TokenCounts tokens) {
            return costs.areKnown() ? costs.most(model, tokens, moment).orElseThrow(this::notPriced) : BigDecimal.ZERO;
        }

        private PlatformException notPriced() {
            return PlatformException.at(
                    ErrorCode.NOT_PRICED,
                    "model",
                    "model '" + model + "' has no price, so it cannot be sold; its operator must publish one");
        }
    }

    private Future<Reservation> granted(
            Claim claim,
            Verdict verdict,
            MultiMap answer,
            BudgetReservation budget,
            Estimate estimate,
            Prices prices,
            Repeat repeat) {
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
                Reservation.Costing costing =
                        tokens -> repeat.isFree() ? Optional.of(BigDecimal.ZERO) : prices.of(tokens);
                Verdict.Granted kept = granted.withoutLevels();
                yield Future.succeededFuture(new Reservation(
                        estimate.prompt(), estimate.output(), costing, repeat.of(), used -> {
                            givePlaceBack(claim.tenant());
                            quotas.settle(claim, kept, used.prompt() + used.completion());
                            budget.settle(costing.of(used).orElse(budget.reserved()));
                            repeat.end().accept(used.prompt() + used.completion() > 0);
                        }));
            }
        };
    }

    /** Budgets of {@code caller} that this gateway knows, in no particular order; empty while none is known. */
    public List<BudgetReport> budgets(Caller caller) {
        return budgets.report(spender(caller));
    }

    /** What {@code caller}'s key has spent this day and month, as billing last said; empty while it has not. */
    public Optional<LeaseAnswer.Spending> spending(Caller caller) {
        return Optional.ofNullable(budgets.spending(spender(caller)));
    }

    /** How full the limits of {@code caller} are; an empty list when it has none. */
    public List<LimitReport> report(Snapshot snapshot, Caller caller) {
        return quotas.levels(QuotaService.claim("report", snapshot, caller, 1)).stream()
                .map(LimitReport::of)
                .toList();
    }

    private static Budgets.Spender spender(Caller caller) {
        return new Budgets.Spender(caller.tenant(), caller.project(), caller.keyId());
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
