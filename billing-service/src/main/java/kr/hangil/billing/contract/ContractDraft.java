package kr.hangil.billing.contract;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.pricing.TierRequest;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Price;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** A contract as it is asked for. @param from {@code 2026-11} */
record ContractDraft(
        @NotNull @Pattern(regexp = "20\\d{2}-(0[1-9]|1[0-2])", message = "must be a month such as 2026-11")
        String from,

        @NotNull Vat vat,

        @NotNull @DecimalMin("0") @DecimalMax("100") @Digits(integer = 3, fraction = 4)
        BigDecimal discountPercent,

        @Size(max = 200) @Nullable List<@Valid @NotNull PriceDraft> prices,

        @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*")
        String reference) {

    /**
     * What is paid in place of the listed price: one amount, or tiers.
     *
     * @param per units that an amount buys: a power of ten, 1..1,000,000
     * @param amount won that every {@code per} units cost; null where tiers say it
     * @param tiers what units of a month cost by their number; null where all cost {@code amount}
     */
    record PriceDraft(
            @NotNull @Size(min = 1, max = 255) @Pattern(regexp = "\\P{Cntrl}*")
            String model,

            @NotNull Meter meter,
            long per,

            @DecimalMin("0") @Digits(integer = 11, fraction = 9) @Nullable
            BigDecimal amount,

            @Size(min = 1, max = 20) @Nullable List<@Valid @NotNull TierRequest> tiers) {

        /** Won that {@value #COMPARED} units cost at most. */
        BigDecimal dearest() {
            return Stream.concat(
                            Stream.ofNullable(amount),
                            Stream.ofNullable(tiers).flatMap(List::stream).map(TierRequest::amount))
                    .max(Comparator.naturalOrder())
                    .orElse(BigDecimal.ZERO)
                    .multiply(BigDecimal.valueOf(COMPARED / per));
        }
    }

    /** The most units that an amount buys. */
    static final long COMPARED = 1_000_000;

    /** @throws PlatformException {@code invalid_request} naming the field at fault */
    void check() {
        List<PriceDraft> agreed = agreed();
        for (int i = 0; i < agreed.size(); i++) {
            PriceDraft price = agreed.get(i);
            String path = "prices[" + i + "].";
            if (!Price.isPer(price.per())) {
                throw invalid(path + "per", "per must be a power of ten from 1 to 1000000, was " + price.per());
            }
            if ((price.amount() == null) == (price.tiers() == null)) {
                throw invalid(path + "amount", "a price has an amount or tiers, and not both");
            }
            TierRequest.tiers(price.per(), price.tiers(), path + "tiers");
            for (PriceDraft other : agreed.subList(0, i)) {
                if (other.model().equals(price.model()) && other.meter() == price.meter()) {
                    throw invalid(path + "meter", "this model and meter has a price already");
                }
            }
        }
    }

    List<PriceDraft> agreed() {
        return prices == null ? List.of() : prices;
    }

    private static PlatformException invalid(String path, String message) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, path, message);
    }
}
