package kr.hangil.billing.usage;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import kr.hangil.billing.archive.ArchivedEvent;
import kr.hangil.billing.archive.Archives;
import kr.hangil.billing.archive.Archives.EventFilter;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.usage.UsageRepository.EventQuery;
import kr.hangil.contracts.usage.UsageData;
import org.jspecify.annotations.Nullable;

/** What questions about usage need of months that lie in files. Roll-ups of them are in the database as ever. */
@ApplicationScoped
class ArchivedUsage {

    /** Events read at a time of an hour that a range cuts. */
    private static final int PAGE = 2_000;

    private final Archives archives;
    private final UsageRepository repository;

    ArchivedUsage(Archives archives, UsageRepository repository) {
        this.archives = archives;
        this.repository = repository;
    }

    /** Sums of archived events in the parts of hours at both ends of a question, as its statement takes them. */
    Uni<JsonArray> cut(SqlConnection connection, UsageQuery query) {
        RangeCut cut = RangeCut.of(query.from(), query.to(), query.bucket());
        Map<Key, Sums> sums = new LinkedHashMap<>();
        return add(connection, query.tenant(), cut.from(), cut.hourFrom(), sums)
                .chain(() -> add(connection, query.tenant(), cut.hourTo(), cut.to(), sums))
                .map(done -> {
                    JsonArray rows = new JsonArray();
                    sums.forEach((key, sum) -> rows.add(sum.row(key)));
                    return rows;
                });
    }

    /** The page that {@code query} asks for, of events in the database and of {@code archived}, its events in files. */
    Uni<List<BookedEvent>> events(SqlConnection connection, EventQuery query, List<ArchivedEvent> archived) {
        return repository.events(connection, query).flatMap(stored -> {
            if (archived.isEmpty()) {
                return Uni.createFrom().item(stored);
            }
            List<Long> sequences = archived.stream().map(ArchivedEvent::seq).toList();
            return repository
                    .recorded(connection, sequences)
                    .map(recorded -> Stream.concat(
                                    stored.stream(),
                                    archived.stream()
                                            .map(event ->
                                                    booked(event, Objects.requireNonNull(recorded.get(event.seq())))))
                            .sorted(Comparator.comparingLong(BookedEvent::sequence))
                            .limit(query.limit())
                            .toList());
        });
    }

    /** Events in files that {@code query} asks for. */
    Uni<List<ArchivedEvent>> find(SqlConnection connection, EventQuery query) {
        return archives.find(
                connection,
                new EventFilter(
                        query.tenant(), query.requestId(), query.from(), query.to(), query.after(), query.limit()));
    }

    private Uni<Void> add(SqlConnection connection, String tenant, Instant from, Instant to, Map<Key, Sums> sums) {
        if (!from.isBefore(to)) {
            return Uni.createFrom().voidItem();
        }
        long[] after = {0};
        return Multi.createBy()
                .repeating()
                .uni(() -> archives.find(connection, new EventFilter(tenant, null, from, to, after[0], PAGE))
                        .invoke(events -> events.forEach(event -> {
                            after[0] = event.seq();
                            sums.merge(Key.of(event), Sums.of(event), Sums::plus);
                        })))
                .whilst(events -> events.size() == PAGE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static BookedEvent booked(ArchivedEvent event, Instant recordedAt) {
        List<BookedEvent.Line> lines = new ArrayList<>();
        event.lines().stream()
                .sorted(Comparator.comparing(line -> line.meter().wireName()))
                .forEach(line -> lines.add(new BookedEvent.Line(
                        line.meter().wireName(), line.priceId(), line.quantity(), ExactWon.text(line.amount()))));
        return new BookedEvent(event.seq(), recordedAt, true, ExactWon.text(event.amount()), lines, event.event());
    }

    /** What events of one hour have in common. */
    private record Key(
            Instant hour,
            String model,
            @Nullable String keyId,
            @Nullable String project,
            @Nullable String region) {

        static Key of(ArchivedEvent event) {
            UsageData data = event.event().data();
            return new Key(
                    Bucket.HOUR.floor(event.event().time()),
                    data.servedModel(),
                    data.keyId(),
                    data.project(),
                    data.region());
        }
    }

    private record Sums(
            long requests,
            long prompt,
            long cached,
            long completion,
            long reasoning,
            long images,
            long audioSeconds,
            BigDecimal amount) {

        static Sums of(ArchivedEvent event) {
            UsageData data = event.event().data();
            return new Sums(
                    1,
                    data.promptTokens(),
                    data.cachedPromptTokens(),
                    data.completionTokens(),
                    data.reasoningTokens(),
                    data.images(),
                    data.audioSeconds(),
                    event.amount());
        }

        Sums plus(Sums other) {
            return new Sums(
                    requests + other.requests,
                    prompt + other.prompt,
                    cached + other.cached,
                    completion + other.completion,
                    reasoning + other.reasoning,
                    images + other.images,
                    audioSeconds + other.audioSeconds,
                    amount.add(other.amount));
        }

        JsonObject row(Key key) {
            return new JsonObject()
                    .put("time", key.hour().toString())
                    .put("model", key.model())
                    .put("key_id", key.keyId())
                    .put("project", key.project())
                    .put("region", key.region())
                    .put("requests", requests)
                    .put("prompt_tokens", prompt)
                    .put("cached_prompt_tokens", cached)
                    .put("completion_tokens", completion)
                    .put("reasoning_tokens", reasoning)
                    .put("images", images)
                    .put("audio_seconds", audioSeconds)
                    .put("unrated", 0)
                    .put("amount", amount.toPlainString());
        }
    }
}
