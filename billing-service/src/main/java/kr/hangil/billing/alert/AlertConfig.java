package kr.hangil.billing.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** When and how budgets tell of themselves. */
@ConfigMapping(prefix = "hangil.billing.alert")
interface AlertConfig {

    /** How long after the start both are done for the first time. */
    @WithDefault("PT5S")
    Duration firstAfter();

    /** How often budgets are compared with what was spent. */
    @WithDefault("PT10S")
    Duration watchEvery();

    /** How often deliveries that are due are looked for. */
    @WithDefault("PT5S")
    Duration deliverEvery();

    /** Tries of one delivery before it is given up. */
    @Min(1)
    @WithDefault("12")
    int attempts();

    /** Pause after the first failed try; each following one is twice as long. */
    @WithDefault("PT10S")
    Duration firstPause();

    /** Longest pause between tries. */
    @WithDefault("PT1H")
    Duration longestPause();

    /** Longest wait for a receiver's answer. */
    @WithDefault("PT10S")
    Duration timeout();

    /**
     * Whether webhooks may go to loopback, private and link-local addresses, and over plain http. Anyone who may set a
     * budget may then make this service call into its own network.
     */
    @WithDefault("false")
    boolean allowPrivateAddresses();

    /** Sender of mail; without it budgets take no e-mail address. The mail server is {@code quarkus.mailer.*}. */
    Optional<String> mailFrom();
}
