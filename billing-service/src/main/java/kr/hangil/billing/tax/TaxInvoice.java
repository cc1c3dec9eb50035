package kr.hangil.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tax invoice as it stands.
 *
 * @param id its number
 * @param invoiceId the invoice it is of
 * @param state {@code ready}, {@code issued}, {@code sent}, {@code accepted} or {@code rejected}
 * @param approvalNumber 승인번호, 24 digits; null until it is issued
 * @param originalId the document it corrects; null for a normal one
 * @param rejection why the tax service refused it; null where it did not
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record TaxInvoice(
        long id,
        long invoiceId,
        String tenant,
        String state,
        @Nullable String approvalNumber,
        @Nullable Long originalId,
        TaxDocument document,
        Instant madeAt,
        @Nullable Instant issuedAt,
        @Nullable Instant sentAt,
        @Nullable Instant answeredAt,
        @Nullable String rejection) {}
