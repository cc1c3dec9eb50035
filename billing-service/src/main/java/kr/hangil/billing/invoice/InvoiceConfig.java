package kr.hangil.billing.invoice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** When invoices are due and when somebody must look first. */
@ConfigMapping(prefix = "hangil.billing.invoice")
interface InvoiceConfig {

    /** First letters of every number. */
    @WithDefault("HGL")
    String prefix();

    /** Holidays that are no business days, beside Saturdays and Sundays. */
    Optional<Set<LocalDate>> holidays();

    /** A draft over so many times the mean of the three months before it is held until it is approved. */
    @WithDefault("3")
    BigDecimal runawayFactor();

    /** Won up to which no draft is held. */
    @WithDefault("100000")
    long runawayLeastWon();

    /** Whether drafts of a month that is over are drawn without being asked for. */
    @WithDefault("true")
    boolean automatic();

    /** How long after the end of a month, in Asia/Seoul, its drafts are drawn: usage that came up to then is in them. */
    @WithDefault("PT6H")
    Duration lateness();

    /** How often it is looked whether drafts are to be drawn, or to be tried again. */
    @WithDefault("PT10M")
    Duration draftEvery();
}
