package kr.hangil.billing.rollup;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import kr.hangil.billing.rollup.RolledUp.Sums;
import org.jspecify.annotations.Nullable;

/** The table {@code usage_rollup}. */
@ApplicationScoped
public class UsageRollups {

    private static final String ADD = """
            INSERT INTO usage_rollup AS r (tenant, period, period_start, model, key_id, project, region, source,
                requests, prompt_tokens, cached_prompt_tokens, completion_tokens, reasoning_tokens, images, audio_seconds,
                unrated, amount)
            SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::timestamptz[]), unnest($4::text[]),
                unnest($5::text[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::bigint[]),
                unnest($10::bigint[]), unnest($11::bigint[]), unnest($12::bigint[]), unnest($13::bigint[]),
                unnest($14::bigint[]), unnest($15::bigint[]), unnest($16::bigint[]), unnest($17::numeric[])
            ON CONFLICT (tenant, period, period_start, model, key_id, project, region, source)
            DO UPDATE SET requests = r.requests + EXCLUDED.requests,
                prompt_tokens = r.prompt_tokens + EXCLUDED.prompt_tokens,
                cached_prompt_tokens = r.cached_prompt_tokens + EXCLUDED.cached_prompt_tokens,
                completion_tokens = r.completion_tokens + EXCLUDED.completion_tokens,
                reasoning_tokens = r.reasoning_tokens + EXCLUDED.reasoning_tokens,
                images = r.images + EXCLUDED.images,
                audio_seconds = r.audio_seconds + EXCLUDED.audio_seconds,
                unrated = r.unrated + EXCLUDED.unrated,
                amount = r.amount + EXCLUDED.amount
            """;

    /** Adds {@code events}, in the transaction that books or charges them. */
    public Uni<Void> add(SqlConnection connection, Collection<RolledUp> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        SortedMap<RollupKey, Sums> rows = rows(events);
        Tuple columns = keys(rows);
        whole(columns, rows, Sums::requests);
        whole(columns, rows, Sums::promptTokens);
        whole(columns, rows, Sums::cachedPromptTokens);
        whole(columns, rows, Sums::completionTokens);
        whole(columns, rows, Sums::reasoningTokens);
        whole(columns, rows, Sums::images);
        whole(columns, rows, Sums::audioSeconds);
        whole(columns, rows, Sums::unrated);
        amounts(columns, rows);
        return connection.preparedQuery(ADD).execute(columns).replaceWithVoid();
    }

    /** Sorted, so that two transactions never wait for each other's rows in a circle. */
    static SortedMap<RollupKey, Sums> rows(Collection<RolledUp> events) {
        // Hashed by hour first: most events of a batch share an hour, and comparing costs more than hashing.
        Map<RollupKey, Sums> hours = new HashMap<>();
        for (RolledUp event : events) {
            hours.merge(event.key(RollupPeriod.HOUR), event.sums(), Sums::plus);
        }
        SortedMap<RollupKey, Sums> rows = new TreeMap<>(hours);
        hours.forEach((hour, sums) -> rows.merge(hour.in(RollupPeriod.DAY), sums, Sums::plus));
        return rows;
    }

    private static Tuple keys(SortedMap<RollupKey, Sums> rows) {
        Tuple columns = Tuple.tuple();
        text(columns, rows, RollupKey::tenant);
        text(columns, rows, key -> key.period().wireName());
        columns.addArrayOfOffsetDateTime(rows.keySet().stream()
                .map(key -> key.start().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
        text(columns, rows, RollupKey::model);
        text(columns, rows, RollupKey::keyId);
        text(columns, rows, RollupKey::project);
        text(columns, rows, RollupKey::region);
        text(columns, rows, RollupKey::source);
        return columns;
    }

    private static void text(
            Tuple columns, SortedMap<RollupKey, Sums> rows, Function<RollupKey, @Nullable String> field) {
        columns.addArrayOfString(rows.keySet().stream().map(field).toArray(String[]::new));
    }

    private static void whole(Tuple columns, SortedMap<RollupKey, Sums> rows, ToLongFunction<Sums> field) {
        columns.addArrayOfLong(rows.values().stream().mapToLong(field).boxed().toArray(Long[]::new));
    }

    private static void amounts(Tuple columns, SortedMap<RollupKey, Sums> rows) {
        columns.addArrayOfBigDecimal(rows.values().stream().map(Sums::amount).toArray(BigDecimal[]::new));
    }
}
