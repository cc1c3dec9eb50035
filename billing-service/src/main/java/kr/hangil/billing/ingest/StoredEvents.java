package kr.hangil.billing.ingest;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;

/** How a row of {@code usage_event} is the event that was sent. */
public final class StoredEvents {

    /** The columns {@link #event} reads, of a table aliased {@code e}. */
    public static final String COLUMNS = """
            e.seq, e.event_time, e.tenant, e.source, e.event_id, e.request_id, e.project, e.key_id, e.subject, \
            e.operation, e.model, e.model_digest, e.deployment, e.replica, e.region, \
            e.prompt_tokens, e.cached_prompt_tokens, e.completion_tokens, e.reasoning_tokens, \
            e.outcome, e.estimated, e.started_at, e.ttft_millis, e.duration_millis, e.images, e.audio_seconds""";

    private StoredEvents() {}

    /** The event of {@code row}; its {@link Fingerprint} is that of the event as sent. */
    public static UsageEvent event(Row row) {
        UsageData data = new UsageData(
                row.getString("request_id"),
                row.getString("tenant"),
                row.getString("project"),
                row.getString("key_id"),
                row.getString("subject"),
                row.getString("operation"),
                row.getString("model"),
                row.getString("model_digest"),
                row.getString("deployment"),
                row.getString("replica"),
                row.getString("region"),
                row.getLong("prompt_tokens"),
                row.getLong("cached_prompt_tokens"),
                row.getLong("completion_tokens"),
                row.getLong("reasoning_tokens"),
                UsageData.Outcome.valueOf(row.getString("outcome")),
                row.getBoolean("estimated"),
                instant(row, "started_at"),
                row.getLong("ttft_millis"),
                row.getLong("duration_millis"),
                row.getLong("images"),
                row.getLong("audio_seconds"));
        return new UsageEvent(
                "1.0",
                UsageEvent.TYPE,
                row.getString("source"),
                row.getString("event_id"),
                row.getString("tenant"),
                instant(row, "event_time"),
                "application/json",
                data);
    }

    /** The column {@code content_hash}: what {@link Fingerprint#of} was when the event was booked. */
    public static Fingerprint fingerprint(Row row) {
        return Fingerprint.stored(row.getBuffer("content_hash").getBytes());
    }

    /** A {@code timestamptz} that is not null. */
    public static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** An instant as the database's client sends it. */
    public static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
