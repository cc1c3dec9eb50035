package kr.hangil.gateway.admission;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kr.hangil.gateway.metering.TokenCounts;
import org.jspecify.annotations.Nullable;

/** What was granted to one request; it becomes what the request used, once, however often it is settled. */
public final class Reservation {

    private final long promptTokens;
    private final long outputTokens;
    private final Costing costing;
    private final @Nullable String repeatOf;
    private final Consumer<TokenCounts> settlement;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** What tokens cost this request. */
    interface Costing {
        Optional<BigDecimal> of(TokenCounts tokens);
    }

    Reservation(
            long promptTokens,
            long outputTokens,
            Costing costing,
            @Nullable String repeatOf,
            Consumer<TokenCounts> settlement) {
        this.promptTokens = promptTokens;
        this.outputTokens = outputTokens;
        this.costing = costing;
        this.repeatOf = repeatOf;
        this.settlement = settlement;
    }

    /** Tokens its prompt is likely to have. */
    public long promptTokens() {
        return promptTokens;
    }

    /** Tokens its answer may have. */
    public long outputTokens() {
        return outputTokens;
    }

    /** Id of the request that was charged for this one, which is free; null where this one is charged. */
    public @Nullable String repeatOf() {
        return repeatOf;
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
}
