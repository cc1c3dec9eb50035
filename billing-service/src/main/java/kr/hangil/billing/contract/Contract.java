package kr.hangil.billing.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.pricing.TierText;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Terms of a tenant.
 *
 * @param from first month, of Asia/Seoul
 * @param to first month no longer in; null until another contract follows
 * @param vat whether listed prices have VAT in them for this tenant
 * @param discountPercent taken off all usage before VAT and credit, 0..100, a plain decimal
 * @param prices what this tenant pays in place of the listed price and its tiers
 * @param reference what people call the contract
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Contract(
        long id,
        String tenant,
        YearMonth from,
        @Nullable YearMonth to,
        Vat vat,
        String discountPercent,
        List<AgreedPrice> prices,
        String reference,
        String agreedBy,
        Instant agreedAt) {

    public Contract {
        prices = List.copyOf(prices);
    }

    /** Whether its terms are those of {@code month}; at most one contract's of a tenant are. */
    public boolean holdsIn(YearMonth month) {
        return !month.isBefore(from) && (to == null || month.isBefore(to));
    }

    /**
     * @param amount won for {@code per} units, nine decimals; null where tiers say it
     * @param tiers what units of a month cost by their number; null where every unit costs {@code amount}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record AgreedPrice(
            String model,
            String meter,
            long per,
            @Nullable String amount,
            @Nullable List<TierText.Line> tiers) {

        public AgreedPrice {
            tiers = tiers == null ? null : List.copyOf(tiers);
        }

        @JsonProperty
        Unit unit() {
            return Meter.of(meter).unit();
        }
    }
}
