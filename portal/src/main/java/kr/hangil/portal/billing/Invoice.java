package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A final invoice of a tenant.
 *
 * @param number {@code HGL-2026-000001}
 * @param issueDate the date it bears
 * @param dueDate last day to issue it
 * @param daysLeft days to {@code dueDate}, where billing tells them
 * @param exact won charged, discounts taken off, credit not
 * @param credit won of it that credit paid
 * @param creditedWon total of its credit notes, VAT included
 * @param lines empty in a list
 * @param creditNotes empty in a list
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Invoice(
        long id,
        String number,
        YearMonth month,
        State state,
        LocalDate issueDate,
        LocalDate dueDate,
        @Nullable Integer daysLeft,
        Vat vat,
        BigDecimal exact,
        BigDecimal credit,
        long supplyWon,
        long vatWon,
        long totalWon,
        long creditedWon,
        List<Line> lines,
        List<CreditNote> creditNotes) {

    public Invoice {
        lines = List.copyOf(lines);
        creditNotes = List.copyOf(creditNotes);
    }

    /** Where a final invoice is in its life. */
    public enum State {
        @JsonProperty("finalised")
        FINALISED,
        @JsonProperty("settled")
        SETTLED,
        @JsonProperty("voided")
        VOIDED
    }

    /** Whether the lines' exact amounts have VAT in them. */
    public enum Vat {
        EXCLUSIVE,
        INCLUSIVE
    }

    /** Whether credit paid for some of it. */
    public boolean usedCredit() {
        return credit.signum() != 0;
    }

    /**
     * One line; a discount where it has a percentage, credit applied where it has neither that nor a meter.
     *
     * @param n 1, 2, …
     * @param month the month of the usage
     * @param model served name; null for credit applied
     * @param meter what was counted; null for a discount and for credit applied
     * @param terms {@code tiers} or {@code contract_price} on a line that says what these make of usage on another line
     * @param unitPrice won for {@code per} tokens
     * @param quantity tokens
     * @param discountPercent null for every line that is no discount
     * @param exact won; negative for a discount and for credit applied
     * @param won whole won; all lines add up to the supply value
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Line(
            int n,
            YearMonth month,
            @Nullable String model,
            @Nullable String meter,
            @Nullable String terms,
            @Nullable BigDecimal unitPrice,
            @Nullable Long per,
            long quantity,
            @Nullable BigDecimal discountPercent,
            BigDecimal exact,
            long won) {

        public boolean isDiscount() {
            return discountPercent != null;
        }

        public boolean isCredit() {
            return discountPercent == null && meter == null;
        }
    }

    /**
     * Something taken back of it.
     *
     * @param line the line it is of
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CreditNote(
            long id, @Nullable Integer line, long supplyWon, long vatWon, String reason, Instant notedAt) {

        public long totalWon() {
            return supplyWon + vatWon;
        }
    }
}
