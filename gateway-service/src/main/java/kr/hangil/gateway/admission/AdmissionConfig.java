package kr.hangil.gateway.admission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** How requests are admitted. */
@ConfigMapping(prefix = "hangil.gateway.admission")
public interface AdmissionConfig {

    /** Requests in flight in this gateway at most. */
    @WithDefault("4096")
    @Min(1)
    int maxInFlight();

    /** Requests in flight for one tenant in this gateway at most. */
    @WithDefault("1024")
    @Min(1)
    int maxInFlightPerTenant();

    /** Counters shared with other gateways. */
    RedisConfig redis();

    /** What requests cost. */
    PriceConfig prices();

    /** Budgets leased from billing. */
    BudgetConfig budget();

    /** Requests that come again under their {@code Idempotency-Key}. */
    RepeatConfig repeats();

    /** How long repeats are free, and how many. */
    interface RepeatConfig {

        /** How long a charged request is remembered. */
        @WithDefault("PT24H")
        Duration memory();

        /** Free repeats of one request at most. */
        @WithDefault("3")
        @Min(0)
        int most();

        /** Requests that this gateway remembers itself, at most; the oldest are forgotten first. */
        @WithDefault("100000")
        @Min(1)
        int remembered();
    }

    /** Where the counters are when several gateways share them. */
    interface RedisConfig {

        /** Address such as {@code redis://host:6379}; without it each gateway counts for itself. */
        Optional<String> url();

        /** Longest wait for an answer; then this gateway decides alone. */
        @WithDefault("20ms")
        Duration timeout();

        /** Failures in a row after which Redis is left alone. */
        @WithDefault("3")
        @Min(1)
        int failures();

        /** Pause between two questions to a Redis that is left alone. */
        @WithDefault("250ms")
        Duration pause();

        /** How long a place in flight, or a gateway's share, outlives its owner. */
        @WithDefault("15s")
        Duration lease();

        /** Gateways that share the limits, at least: their number until Redis has told it. */
        @WithDefault("1")
        @Min(1)
        int gateways();

        /** Connections to Redis at most. */
        @WithDefault("16")
        @Min(1)
        int connections();
    }

    /** How this gateway learns what requests cost. */
    interface PriceConfig {

        /** Pause between two looks at billing's prices: no two gateways differ for longer, so it is less than 2 s. */
        @WithDefault("1500ms")
        Duration refresh();
    }

    /** How this gateway gets room to spend. */
    interface BudgetConfig {

        /** Pause between two looks at leases that are still good. */
        @WithDefault("5s")
        Duration refresh();

        /** Longest wait for billing when a request needs room that is not there yet. */
        @WithDefault("2s")
        Duration patience();

        /** Time for which an exhausted budget is not asked about again. */
        @WithDefault("1s")
        Duration exhaustedPause();

        /** Time without a request after which a caller's room goes back. */
        @WithDefault("2m")
        Duration idle();
    }
}
