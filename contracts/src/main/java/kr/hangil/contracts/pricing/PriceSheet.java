package kr.hangil.contracts.pricing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What billing answers at {@code GET /v1/prices}: every price that holds now or later.
 *
 * @param prices no two of one model and meter at the same instant
 */
public record PriceSheet(List<DatedPrice> prices) {
    public PriceSheet {
        prices = List.copyOf(prices);
    }

    /** 64 hexadecimal digits: the same for the same prices in the same order, others for any other. The {@code ETag} of the sheet. */
    public String version() {
        String lines = prices.stream().map(DatedPrice::toString).collect(Collectors.joining("\n"));
        return Digest.sha256(lines.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /**
     * @param model served name
     * @param meter {@code prompt}, {@code cached_prompt}, {@code completion}, {@code reasoning}, {@code request}, {@code image}
     *     or {@code second}. Cached prompt tokens without a price of their own cost what prompt tokens cost, reasoning tokens what
     *     completion tokens cost, and a request by itself nothing; all else that is used without a price cannot be sold
     * @param per units that {@code amount} buys, a power of ten up to a million
     * @param amount won before VAT
     * @param from first instant it holds
     * @param to first instant it holds no more; null while open
     * @param unit what is counted: {@code token}, {@code request}, {@code image} or {@code second}; null in sheets kept from
     *     before it was told
     */
    public record DatedPrice(
            String model,
            String meter,
            long per,
            BigDecimal amount,
            Instant from,
            @Nullable Instant to,
            @Nullable String unit) {}
}
