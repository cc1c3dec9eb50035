package kr.hangil.billing.credit;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * A refund as an operator posts it.
 *
 * @param amountWon won, at most what the grant has left
 * @param reason why, for people, 1..200 characters
 */
record RefundDraft(
        @NotNull @Min(1) Long amountWon,

        @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*")
        String reason) {}
