package kr.hangil.billing.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Unit;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event in the ledger.
 *
 * @param sequence its place in the order of booking; there are gaps
 * @param recordedAt when it was booked
 * @param rated whether it is charged
 * @param exact won, a plain decimal; null while it waits for a price
 * @param lines what {@code exact} consists of
 * @param event as the gateway sent it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record BookedEvent(
        long sequence,
        Instant recordedAt,
        boolean rated,
        @Nullable String exact,
        List<Line> lines,
        UsageEvent event) {

    BookedEvent {
        lines = List.copyOf(lines);
    }

    /**
     * @param meter what was counted, as {@link Meter#wireName}
     * @param priceId the price that was in force
     * @param quantity whole units of the meter
     * @param exact won, a plain decimal
     */
    record Line(String meter, long priceId, long quantity, String exact) {

        @JsonProperty
        Unit unit() {
            return Meter.of(meter).unit();
        }
    }
}
