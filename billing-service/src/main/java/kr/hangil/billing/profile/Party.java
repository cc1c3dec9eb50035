package kr.hangil.billing.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Supplier or buyer, as a tax invoice names them.
 *
 * @param registrationNumber 사업자등록번호: ten digits, or with dashes when it is given
 * @param corporateNumber 법인등록번호: thirteen digits; null for one who has none
 * @param name 상호
 * @param representative 성명(대표자)
 * @param address 사업장 주소
 * @param businessType 업태
 * @param businessItem 종목
 * @param email where tax invoices are sent
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Party(
        @NotNull String registrationNumber,
        @Nullable String corporateNumber,

        @NotNull @Size(min = 1, max = 70) @Pattern(regexp = "\\P{Cntrl}*")
        String name,

        @NotNull @Size(min = 1, max = 30) @Pattern(regexp = "\\P{Cntrl}*")
        String representative,

        @NotNull @Size(min = 1, max = 150) @Pattern(regexp = "\\P{Cntrl}*")
        String address,

        @NotNull @Size(min = 1, max = 40) @Pattern(regexp = "\\P{Cntrl}*")
        String businessType,

        @NotNull @Size(min = 1, max = 40) @Pattern(regexp = "\\P{Cntrl}*")
        String businessItem,

        @NotNull @Size(max = 100) @Email String email) {}
