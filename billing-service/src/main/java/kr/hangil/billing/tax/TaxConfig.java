package kr.hangil.billing.tax;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;

/** How tax invoices are made and sent. */
@ConfigMapping(prefix = "hangil.billing.tax")
interface TaxConfig {

    /** Folder in which documents are put down as {@code outbox/<승인번호>.json}, and answers found in {@code inbox/}. */
    @WithDefault("tax-invoices")
    Path folder();

    /** The issuer's eight digits in every 승인번호, given out by the tax service. */
    @Pattern(regexp = "\\d{8}")
    @WithDefault("00000000")
    String issuerCode();

    /** How often documents are sent and answers looked for. */
    @WithDefault("PT30S")
    Duration sendEvery();
}
