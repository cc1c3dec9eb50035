package kr.hangil.billing.usage;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What every question about usage and spend is asked with, on screen or as a file. Each may be missing. */
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class UsageParameters {

    @QueryParam("from")
    @Nullable
    String from;

    @QueryParam("to")
    @Nullable
    String to;

    @QueryParam("bucket")
    @Nullable
    String bucket;

    @QueryParam("group_by")
    @Nullable
    String groupBy;

    /** The question of {@code tenant}, as {@link UsageQuery#of} reads it. */
    UsageQuery query(String tenant, Instant now) {
        return UsageQuery.of(tenant, from, to, bucket, groupBy, now);
    }
}
