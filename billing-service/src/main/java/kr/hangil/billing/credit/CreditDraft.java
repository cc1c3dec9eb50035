package kr.hangil.billing.credit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A grant as an operator posts it.
 *
 * @param amountWon won before VAT, 1..10^15
 * @param priority 0..1,000, lower ones pay first; 100 where none is given
 * @param expiresAt first instant it is no longer there, to the microsecond; null for never
 * @param reference what it is for, for people: a contract, a payment, 1..200 characters
 */
record CreditDraft(
        @NotNull @Min(1) @Max(1_000_000_000_000_000L) Long amountWon,
        @Min(0) @Max(1000) @Nullable Integer priority,
        @Nullable Instant expiresAt,

        @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*")
        String reference) {

    private static final int DEFAULT_PRIORITY = 100;

    int priorityOrDefault() {
        return priority == null ? DEFAULT_PRIORITY : priority;
    }
}
