package kr.hangil.billing.contract;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import kr.hangil.billing.money.Vat;

/** A contract as it is asked for. @param from {@code 2026-11} */
record ContractDraft(
        @NotNull @Pattern(regexp = "20\\d{2}-(0[1-9]|1[0-2])", message = "must be a month such as 2026-11")
        String from,

        @NotNull Vat vat,

        @NotNull @DecimalMin("0") @DecimalMax("100") @Digits(integer = 3, fraction = 4)
        BigDecimal discountPercent,

        @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*")
        String reference) {}
