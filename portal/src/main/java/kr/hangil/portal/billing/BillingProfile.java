package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant is named on its invoices and tax invoices.
 *
 * @param registrationNumber 사업자등록번호: ten digits
 * @param corporateNumber 법인등록번호: thirteen digits; null for one who has none
 * @param name 상호
 * @param representative 성명(대표자)
 * @param address 사업장 주소
 * @param businessType 업태
 * @param businessItem 종목
 * @param email where tax invoices are sent
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BillingProfile(
        String registrationNumber,
        @Nullable String corporateNumber,
        String name,
        String representative,
        String address,
        String businessType,
        String businessItem,
        String email) {}
