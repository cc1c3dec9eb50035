package kr.hangil.billing.rollup;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code usage_rollup}.
 *
 * @param start the first instant of the hour or day
 * @param source the gateway that metered it
 */
record RollupKey(
        String tenant,
        RollupPeriod period,
        Instant start,
        String model,
        @Nullable String keyId,
        @Nullable String project,
        @Nullable String region,
        String source)
        implements Comparable<RollupKey> {

    private static final Comparator<@Nullable String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());

    private static final Comparator<RollupKey> ORDER = Comparator.comparing(RollupKey::tenant)
            .thenComparing(RollupKey::period)
            .thenComparing(RollupKey::start)
            .thenComparing(RollupKey::model)
            .thenComparing(RollupKey::keyId, TEXT)
            .thenComparing(RollupKey::project, TEXT)
            .thenComparing(RollupKey::region, TEXT)
            .thenComparing(RollupKey::source);

    /** The row of the {@code longer} period that this one's events are part of too. */
    RollupKey in(RollupPeriod longer) {
        return new RollupKey(tenant, longer, longer.floor(start), model, keyId, project, region, source);
    }

    @Override
    public int compareTo(RollupKey other) {
        return ORDER.compare(this, other);
    }
}
