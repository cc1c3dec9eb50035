package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A tax invoice of an invoice.
 *
 * @param invoiceId the invoice it is of
 * @param state {@code ready}, {@code issued}, {@code sent}, {@code accepted} or {@code rejected}
 * @param approvalNumber 24 digits; null until it is issued
 * @param originalId the document it corrects; null for a normal one
 * @param rejection why the tax service refused it; null where it did not
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaxInvoice(
        long id,
        long invoiceId,
        String state,
        @Nullable String approvalNumber,
        @Nullable Long originalId,
        Document document,
        @Nullable String rejection) {

    /** What it says of money; negative where something is taken back. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Document(LocalDate issueDate, long supplyWon, long vatWon, long totalWon) {}
}
