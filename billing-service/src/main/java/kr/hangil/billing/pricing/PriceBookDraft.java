package kr.hangil.billing.pricing;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import kr.hangil.billing.rating.Meter;
import org.jspecify.annotations.Nullable;

/**
 * A price book as an operator posts it.
 *
 * @param name what people call it, 1..100 characters; the same name again is its next version
 * @param currency {@code KRW}
 * @param vat {@code EXCLUSIVE}: amounts are before VAT
 * @param prices 1..1,000
 */
record PriceBookDraft(
        @NotNull @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*")
        String name,

        @NotNull @Pattern(regexp = "KRW", message = "must be KRW")
        String currency,

        @NotNull @Pattern(regexp = "EXCLUSIVE", message = "must be EXCLUSIVE: prices before VAT")
        String vat,

        @NotNull @Size(min = 1, max = 1000) List<@Valid @NotNull PriceDraft> prices) {

    /**
     * One dated price.
     *
     * @param model served name
     * @param meter {@code prompt}, {@code cached_prompt}, {@code completion}, {@code reasoning}, {@code request}, {@code image}
     *     or {@code second}
     * @param per units of the meter that {@code amount} buys: a power of ten, 1..1,000,000
     * @param amount won, >= 0, at most 9 decimals
     * @param from first instant it holds
     * @param to first instant it no longer holds; null for no known end
     * @param tiers what units of a tenant's month cost by their number, none dearer than {@code amount}; null where all cost
     *     {@code amount}
     */
    record PriceDraft(
            @NotNull @Size(min = 1, max = 255) @Pattern(regexp = "\\P{Cntrl}*")
            String model,

            @NotNull Meter meter,
            long per,

            @NotNull @DecimalMin("0") @Digits(integer = 11, fraction = 9)
            BigDecimal amount,

            @NotNull Instant from,
            @Nullable Instant to,
            @Size(min = 1, max = 20) @Nullable List<@Valid @NotNull TierRequest> tiers) {}
}
