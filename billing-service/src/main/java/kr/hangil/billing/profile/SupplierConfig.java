package kr.hangil.billing.profile;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who supplies, as {@link Party} names them. Without all but the corporate number nothing can be invoiced. */
@ConfigMapping(prefix = "hangil.billing.supplier")
interface SupplierConfig {

    /** 사업자등록번호. */
    Optional<String> registrationNumber();

    /** 법인등록번호. */
    Optional<String> corporateNumber();

    /** 상호. */
    Optional<String> name();

    /** 대표자. */
    Optional<String> representative();

    /** 사업장 주소. */
    Optional<String> address();

    /** 업태. */
    Optional<String> businessType();

    /** 종목. */
    Optional<String> businessItem();

    /** Address of the one who answers for invoices. */
    Optional<String> email();
}
