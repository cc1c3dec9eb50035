package kr.hangil.gateway.admission;

import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.metering.TokenCounts;

/** What was granted to one request; it becomes what the request used, once, however often it is settled. */
public final class Reservation {

    private final Costing costing;
    private final List<Verdict.Level> levels;
    private final boolean degraded;
    private final Consumer<TokenCounts> settlement;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** What tokens cost this request. */
    interface Costing {
        Optional<BigDecimal> of(TokenCounts tokens);
    }

    Reservation(Costing costing, List<Verdict.Level> levels, boolean degraded, Consumer<TokenCounts> settlement) {
        this.costing = costing;
        this.levels = List.copyOf(levels);
        this.degraded = degraded;
        this.settlement = settlement;
    }

    /** Gives back what was not used and takes what was used beyond the estimate. */
    public void settle(TokenCounts used) {
        if (settled.compareAndSet(false, true)) {
            settlement.accept(used);
        }
    }

    /** Won before VAT for {@code tokens} at the price in force when the request was admitted; empty when none is known. */
    public Optional<BigDecimal> cost(TokenCounts tokens) {
        return costing.of(tokens);
    }

    /** Puts on an answer how full the limits are. */
    public void describe(MultiMap headers) {
        RateHeaders.write(headers, levels);
        if (degraded) {
            headers.set(HangilHeaders.LIMITS, "degraded");
        }
    }
}
