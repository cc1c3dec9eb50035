package kr.hangil.billing.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.YearMonth;
import kr.hangil.billing.money.Vat;
import org.jspecify.annotations.Nullable;

/**
 * Terms of a tenant.
 *
 * @param from first month, of Asia/Seoul
 * @param to first month no longer in; null until another contract follows
 * @param vat whether listed prices have VAT in them for this tenant
 * @param discountPercent taken off all usage before VAT and credit, 0..100, a plain decimal
 * @param reference what people call the contract
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Contract(
        long id,
        String tenant,
        YearMonth from,
        @Nullable YearMonth to,
        Vat vat,
        String discountPercent,
        String reference,
        String agreedBy,
        Instant agreedAt) {}
