package kr.hangil.billing.pricing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Unit;
import org.jspecify.annotations.Nullable;

/**
 * A published price book.
 *
 * @param id its number
 * @param name what people call it
 * @param version 1, 2, … of this name
 * @param currency {@code KRW}
 * @param vat {@code EXCLUSIVE}
 * @param publishedAt when
 * @param publishedBy who: a Keycloak subject
 * @param prices sorted by model, meter and time
 */
record PriceBook(
        long id,
        String name,
        int version,
        String currency,
        String vat,
        Instant publishedAt,
        String publishedBy,
        List<DatedPrice> prices) {

    PriceBook {
        prices = List.copyOf(prices);
    }

    /**
     * @param id the number that charges refer to
     * @param amount won for {@code per} of the meter's unit, nine decimals
     * @param to null while no end is known; filled when a successor takes over
     * @param tiers what a tenant's month costs by quantity; null where every unit costs {@code amount}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record DatedPrice(
            long id,
            String model,
            String meter,
            long per,
            String amount,
            Instant from,
            @Nullable Instant to,
            @Nullable List<TierText.Line> tiers) {

        DatedPrice {
            tiers = tiers == null ? null : List.copyOf(tiers);
        }

        @JsonProperty
        Unit unit() {
            return Meter.of(meter).unit();
        }
    }
}
