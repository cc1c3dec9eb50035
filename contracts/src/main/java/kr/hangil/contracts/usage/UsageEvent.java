package kr.hangil.contracts.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One metered request as a CloudEvents 1.0 JSON event.
 *
 * @param specversion always {@code 1.0}
 * @param type always {@link #TYPE}
 * @param source the gateway that metered it, for example {@code /regions/kr-ulsan/gateways/gw-0}
 * @param id {@code <request id>:<attempt>:<meter>}: derived from facts, so that a replay has the same id
 * @param subject the tenant
 * @param time when the request ended, at the gateway's clock; prices and periods go by it
 * @param datacontenttype {@code application/json}
 * @param data what was used
 */
public record UsageEvent(
        String specversion,
        String type,
        String source,
        String id,
        String subject,
        Instant time,
        @Nullable String datacontenttype,
        UsageData data) {

    /** The only event type this version knows. */
    public static final String TYPE = "kr.hangil.usage.v1";

    /** Media type of one event. */
    public static final String MEDIA_TYPE = "application/cloudevents+json";

    /** Media type of a JSON array of events, at most {@link #MAX_BATCH}. */
    public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    /** Most events in one batch. */
    public static final int MAX_BATCH = 1_000;

    /** The event for one attempt of one request, metered in tokens. */
    public static UsageEvent tokens(String source, int attempt, Instant time, UsageData data) {
        String id = data.requestId() + ":" + attempt + ":tokens";
        return new UsageEvent("1.0", TYPE, source, id, data.tenant(), time, "application/json", data);
    }
}
