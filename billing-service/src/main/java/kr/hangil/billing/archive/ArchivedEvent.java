package kr.hangil.billing.archive;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Rating;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that lies in a file.
 *
 * @param event as the gateway sent it
 * @param lines what it was charged, by meter
 */
public record ArchivedEvent(long seq, UsageEvent event, List<Rating.Line> lines) {

    public ArchivedEvent {
        lines = List.copyOf(lines);
    }

    /** What it was charged, exact. */
    public BigDecimal amount() {
        return lines.stream().map(Rating.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static ArchivedEvent of(TableRow row) {
        UsageData data = new UsageData(
                text(row, "request_id"),
                text(row, "tenant"),
                optionalText(row, "project"),
                optionalText(row, "key_id"),
                optionalText(row, "subject"),
                text(row, "operation"),
                text(row, "model"),
                optionalText(row, "model_digest"),
                optionalText(row, "deployment"),
                optionalText(row, "replica"),
                optionalText(row, "region"),
                whole(row, "prompt_tokens"),
                whole(row, "cached_prompt_tokens"),
                whole(row, "completion_tokens"),
                whole(row, "reasoning_tokens"),
                UsageData.Outcome.valueOf(text(row, "outcome")),
                whole(row, "estimated") != 0,
                instant(row, "started_at"),
                (Long) EventTable.cell(row, "ttft_millis"),
                whole(row, "duration_millis"),
                whole(row, "images"),
                whole(row, "audio_seconds"));
        return new ArchivedEvent(
                whole(row, "seq"),
                new UsageEvent(
                        "1.0",
                        UsageEvent.TYPE,
                        text(row, "source"),
                        text(row, "event_id"),
                        text(row, "tenant"),
                        instant(row, "event_time"),
                        "application/json",
                        data),
                lines(row));
    }

    private static List<Rating.Line> lines(TableRow row) {
        List<Rating.Line> lines = new ArrayList<>();
        for (Meter meter : Meter.values()) {
            String name = meter.wireName();
            if (EventTable.cell(row, name + "_price_id") instanceof Long price) {
                lines.add(new Rating.Line(meter, price, whole(row, name + "_quantity"), (BigDecimal)
                        Objects.requireNonNull(EventTable.cell(row, name + "_amount"))));
            }
        }
        return lines;
    }

    private static String text(TableRow row, String column) {
        return (String) Objects.requireNonNull(EventTable.cell(row, column));
    }

    private static @Nullable String optionalText(TableRow row, String column) {
        return (String) EventTable.cell(row, column);
    }

    private static long whole(TableRow row, String column) {
        return (Long) Objects.requireNonNull(EventTable.cell(row, column));
    }

    private static Instant instant(TableRow row, String column) {
        return (Instant) Objects.requireNonNull(EventTable.cell(row, column));
    }
}
