package kr.hangil.billing.invoice;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.profile.Party;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as it stands.
 *
 * @param id its number while it has no other
 * @param month the month it bills
 * @param heldReason why somebody must approve it; null when nobody must, or did
 * @param number {@code HGL-2026-000001}: the supplier's year without a gap; null for a draft
 * @param issueDate 작성 연월일
 * @param dueDate last day to issue it
 * @param daysLeft days of Asia/Seoul from today to {@code dueDate}, negative when it is past; null once settled or voided
 * @param vat whether {@code exact}, {@code credit} and the lines' exact amounts have VAT in them
 * @param exact won charged, a plain decimal, discounts taken off, credit not
 * @param credit won of it that credit paid, a plain decimal
 * @param supplyWon 공급가액
 * @param vatWon 부가가치세
 * @param creditedWon total of its credit notes, VAT included
 * @param supplier snapshot; null for a draft
 * @param buyer snapshot; null for a draft
 * @param previousHash SHA-256 in hex that this one is chained to; null for a draft
 * @param ratingRunId the run its usage was rated by; null for one drafted before runs were kept
 * @param hash SHA-256 in hex over {@code previousHash} and the document; null for a draft
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Invoice(
        long id,
        String tenant,
        YearMonth month,
        State state,
        @Nullable String heldReason,
        @Nullable String number,
        LocalDate issueDate,
        LocalDate dueDate,
        @Nullable Long daysLeft,
        String currency,
        Vat vat,
        String exact,
        String credit,
        long supplyWon,
        long vatWon,
        long totalWon,
        long creditedWon,
        List<InvoiceLine> lines,
        List<CreditNote> creditNotes,
        @Nullable Party supplier,
        @Nullable Party buyer,
        @Nullable String previousHash,
        @Nullable String hash,
        Instant draftedAt,
        @Nullable Instant finalisedAt,
        @Nullable Instant settledAt,
        @Nullable Instant voidedAt,
        @Nullable Long ratingRunId,
        @Nullable String closedReason) {

    public Invoice {
        lines = List.copyOf(lines);
        creditNotes = List.copyOf(creditNotes);
    }

    /** Where an invoice is in its life. */
    public enum State {
        DRAFT,
        /** Drafted, and over what the months before it let expect. */
        HELD,
        FINALISED,
        SETTLED,
        VOIDED;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for a name that is none */
        @JsonCreator
        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * Something taken back of a final invoice.
     *
     * @param line the line it is of; null where it takes back VAT alone
     */
    public record CreditNote(
            long id, @Nullable Integer line, long supplyWon, long vatWon, String reason, Instant notedAt) {}

    /** What is hashed: everything a final invoice says, in this order, as JSON. */
    record Document(
            String number,
            String tenant,
            YearMonth month,
            LocalDate issueDate,
            LocalDate dueDate,
            Party supplier,
            Party buyer,
            String currency,
            Vat vat,
            String exact,
            String credit,
            long supplyWon,
            long vatWon,
            long totalWon,
            long lastSequence,
            List<InvoiceLine> lines) {}
}
