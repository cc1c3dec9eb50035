package kr.hangil.billing.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom billing asks what they served, and when it compares. */
@ConfigMapping(prefix = "hangil.billing.reconciliation")
interface ReconciliationConfig {

    /**
     * Addresses of pods, {@code http://host:port}. Every address that a host's name has (A records) is a pod of its own, so one
     * name of a headless service is all of its pods. Without any, nothing is asked.
     */
    Optional<List<URI>> pods();

    /** How often pods are asked: what a pod served since is lost to the report when the pod goes for good. */
    @WithDefault("PT1M")
    Duration fetchEvery();

    /** Longest wait for one pod's answer. */
    @WithDefault("PT10S")
    Duration timeout();

    /** Days that are asked of a pod that was not read before. */
    @WithDefault("35")
    @Min(1)
    @Max(366)
    int catchUpDays();

    /** Clients of Keycloak that bill what they ask pods for; what others ask for is named as a difference. */
    @WithDefault("gateway-service")
    Set<String> gateways();

    /** How long after its end a day is settled: usage that comes later is a difference until it comes. */
    @WithDefault("PT1H")
    Duration lateness();

    /** How far from midnight a request may have ended on one day for a pod and on the next for its gateway. */
    @WithDefault("PT5M")
    Duration midnight();

    /** How often settled days are compared for the metric. */
    @WithDefault("PT15M")
    Duration compareEvery();

    /** Settled days that the metric is of. */
    @WithDefault("3")
    @Min(1)
    @Max(35)
    int days();

    /**
     * How long readings are kept that reports are made of. Not below five years, which the law asks for of books and of evidence
     * (부가가치세법 71③, and decree 27 of the AI Basic Act): the database refuses it.
     */
    @WithDefault("P6Y")
    Period keep();

    /** How long readings are kept that a later one of the same account went beyond: there is one a minute. Not below 35 days. */
    @WithDefault("P35D")
    Period keepSuperseded();

    /** How often readings are looked through for those to delete. */
    @WithDefault("PT1H")
    Duration tidyEvery();
}
