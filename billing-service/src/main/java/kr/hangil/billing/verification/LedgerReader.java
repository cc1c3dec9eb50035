package kr.hangil.billing.verification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.ingest.Fingerprint;
import kr.hangil.billing.ingest.StoredEvents;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Price;
import kr.hangil.billing.rating.Rating;
import kr.hangil.billing.verification.VerificationReport.Difference;
import kr.hangil.contracts.usage.UsageEvent;

/** Entries of the ledger as they are stored. */
@ApplicationScoped
class LedgerReader {

    /** The page's bounds are said of each table, as a plan that merges them would begin each time at the first row of all. */
    private static final String PAGE = """
            WITH page AS (SELECT * FROM usage_identity WHERE seq > $1 ORDER BY seq LIMIT $2),
                bound AS (SELECT max(seq) AS seq FROM page)
            SELECT i.seq AS entry, i.tenant AS entry_tenant, i.event_id AS entry_id, i.content_hash,
                u.seq IS NOT NULL AS parked, l.meters, l.price_ids, l.quantities, l.amounts, %s
            FROM page i
            LEFT JOIN usage_event e ON e.seq = i.seq AND e.seq > $1 AND e.seq <= (SELECT seq FROM bound)
            LEFT JOIN unrated_event u ON u.seq = i.seq AND u.seq > $1 AND u.seq <= (SELECT seq FROM bound)
            LEFT JOIN LATERAL (
                SELECT array_agg(c.meter ORDER BY c.meter) AS meters,
                    array_agg(c.price_id ORDER BY c.meter) AS price_ids,
                    array_agg(c.quantity ORDER BY c.meter) AS quantities,
                    array_agg(c.amount ORDER BY c.meter) AS amounts
                FROM charge c WHERE c.event_time = i.event_time AND c.seq = i.seq) l ON true
            ORDER BY i.seq
            """.formatted(StoredEvents.COLUMNS);

    private static final String ORPHANS = """
            SELECT 'event_without_identity' AS kind, e.seq, e.tenant, e.event_id FROM usage_event e
            WHERE NOT EXISTS (SELECT FROM usage_identity i WHERE i.seq = e.seq AND i.tenant = e.tenant
                AND i.source = e.source AND i.event_id = e.event_id AND i.event_time = e.event_time)
            UNION ALL
            SELECT 'charge_without_event', c.seq, NULL, NULL FROM charge c
            WHERE NOT EXISTS (SELECT FROM usage_event e WHERE e.event_time = c.event_time AND e.seq = c.seq)
            ORDER BY 2 LIMIT 1000
            """;

    private static final String TOTALS = """
            SELECT coalesce(t.tenant, d.tenant) AS tenant,
                concat_ws(' ', coalesce(t.scope, d.scope), coalesce(t.scope_id, d.scope_id),
                    coalesce(t.period_start, d.period_start), coalesce(t.source, d.source)) AS id,
                d.amount AS derived, t.amount AS stored
            FROM spend_total t FULL JOIN spend_total_derived d
                USING (tenant, scope, scope_id, period_start, source)
            WHERE t.amount IS DISTINCT FROM d.amount
            ORDER BY 1, 2 LIMIT 1000
            """;

    /** Grouped, not joined: a key may have nulls in it. */
    private static final String ROLLUPS = """
            SELECT tenant, concat_ws(' ', period, period_start, model, key_id, project, region, source) AS id,
                sum(requests) AS requests, sum(prompt_tokens) AS prompt, sum(cached_prompt_tokens) AS cached,
                sum(completion_tokens) AS completion, sum(reasoning_tokens) AS reasoning, sum(images) AS images,
                sum(audio_seconds) AS seconds, sum(unrated) AS unrated, sum(amount) AS amount
            FROM (
                SELECT tenant, period, period_start, model, key_id, project, region, source, requests, prompt_tokens,
                    cached_prompt_tokens, completion_tokens, reasoning_tokens, images, audio_seconds, unrated, amount
                FROM usage_rollup
                UNION ALL
                SELECT tenant, period, period_start, model, key_id, project, region, source, -requests, -prompt_tokens,
                    -cached_prompt_tokens, -completion_tokens, -reasoning_tokens, -images, -audio_seconds, -unrated, -amount
                FROM usage_rollup_derived
            ) r
            GROUP BY tenant, period, period_start, model, key_id, project, region, source
            HAVING (sum(requests), sum(prompt_tokens), sum(cached_prompt_tokens), sum(completion_tokens),
                sum(reasoning_tokens), sum(images), sum(audio_seconds), sum(unrated), sum(amount))
                <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
            ORDER BY 1, 2 LIMIT 1000
            """;

    private static final String CHARGE_TOTALS = """
            SELECT coalesce(t.tenant, d.tenant) AS tenant,
                concat_ws(' ', coalesce(t.month, d.month), coalesce(t.model, d.model), coalesce(t.meter, d.meter),
                    coalesce(t.price_id, d.price_id), coalesce(t.source, d.source)) AS id,
                concat('expected ', d.quantity, ' units and ', d.amount, ' won, there are ', t.quantity, ' and ', t.amount)
                    AS detail
            FROM charge_total t FULL JOIN charge_total_derived d USING (tenant, month, model, meter, price_id, source)
            WHERE (t.quantity, t.amount) IS DISTINCT FROM (d.quantity, d.amount)
            ORDER BY 1, 2 LIMIT 1000
            """;

    private static final String DRAWS = """
            SELECT tenant, 'month ' || month AS id, 'credit paid ' || drawn || ' won for spending of ' || spent AS detail
            FROM (SELECT g.tenant, d.month, sum(d.amount) AS drawn,
                    coalesce((SELECT sum(t.amount) FROM spend_total t WHERE t.tenant = g.tenant AND t.scope = 'credit'
                        AND t.period_start = d.month), 0) AS spent
                FROM credit_draw d JOIN credit_grant g ON g.id = d.grant_id GROUP BY 1, 2) m
            WHERE drawn > spent
            UNION ALL
            SELECT g.tenant, 'grant ' || g.id, 'of ' || g.amount_won || ' won ' || coalesce(d.drawn, 0)
                || ' were spent and ' || coalesce(r.refunded, 0) || ' refunded; the grant says ' || g.refunded_won
            FROM credit_grant g
            LEFT JOIN (SELECT grant_id, sum(amount) AS drawn FROM credit_draw GROUP BY 1) d ON d.grant_id = g.id
            LEFT JOIN (SELECT grant_id, sum(amount_won) AS refunded FROM credit_refund GROUP BY 1) r
                ON r.grant_id = g.id
            WHERE g.amount_won < coalesce(d.drawn, 0) + g.refunded_won OR coalesce(r.refunded, 0) <> g.refunded_won
            ORDER BY 1, 2 LIMIT 1000
            """;

    /** The place of the last entry; 0 for none. */
    Uni<Long> lastSequence(SqlConnection connection) {
        return connection
                .query("SELECT coalesce(max(seq), 0) AS last FROM usage_identity")
                .execute()
                .map(rows -> rows.iterator().next().getLong("last"));
    }

    /** Running totals that are not the sums of the charges. */
    Uni<List<Difference>> totals(SqlConnection connection) {
        return differences(
                connection,
                TOTALS,
                "spend_total_differs",
                row -> "expected " + row.getBigDecimal("derived") + " won, there are " + row.getBigDecimal("stored"));
    }

    /** Roll-ups that are not the sums of the events and their charges. */
    Uni<List<Difference>> rollups(SqlConnection connection) {
        return differences(
                connection,
                ROLLUPS,
                "usage_rollup_differs",
                row ->
                        "it has %s requests, %s prompt, %s cached, %s completion and %s reasoning tokens, %s images, %s seconds, "
                                        .formatted(
                                                row.getValue("requests"),
                                                row.getValue("prompt"),
                                                row.getValue("cached"),
                                                row.getValue("completion"),
                                                row.getValue("reasoning"),
                                                row.getValue("images"),
                                                row.getValue("seconds"))
                                + row.getValue("unrated") + " unrated and " + row.getValue("amount")
                                + " won more than its events");
    }

    /** What invoices are drafted of, where it is not the sum of the charges. */
    Uni<List<Difference>> chargeTotals(SqlConnection connection) {
        return differences(connection, CHARGE_TOTALS, "charge_total_differs", row -> row.getString("detail"));
    }

    /** Credit that paid for more than was spent, or more than there was. */
    Uni<List<Difference>> draws(SqlConnection connection) {
        return differences(connection, DRAWS, "credit_differs", row -> row.getString("detail"));
    }

    /** Sums that {@code query} found wrong: rows of a tenant, an id and what {@code detail} reads. */
    private static Uni<List<Difference>> differences(
            SqlConnection connection, String query, String kind, Function<Row, String> detail) {
        return connection
                .query(query)
                .execute()
                .map(rows -> Columns.list(
                        rows,
                        row -> Difference.of(kind, row.getString("tenant"), row.getString("id"), detail.apply(row))));
    }

    /** Rows that nothing refers to. */
    Uni<List<Difference>> orphans(SqlConnection connection) {
        return connection.query(ORPHANS).execute().map(rows -> {
            List<Difference> orphans = new ArrayList<>();
            rows.forEach(row -> orphans.add(new Difference(
                    row.getString("kind"),
                    row.getLong("seq"),
                    row.getString("tenant"),
                    row.getString("event_id"),
                    "a row that nothing accounts for")));
            return orphans;
        });
    }

    /** At most {@code limit} entries with a sequence over {@code after}. */
    Uni<List<Entry>> page(SqlConnection connection, long after, int limit) {
        return connection.preparedQuery(PAGE).execute(Tuple.of(after, limit)).map(rows -> {
            List<Entry> entries = new ArrayList<>();
            for (Row row : rows) {
                if (!entries.isEmpty() && entries.getLast().seq() == row.getLong("entry")) {
                    entries.set(entries.size() - 1, entries.getLast().with(StoredEvents.event(row)));
                } else {
                    entries.add(entry(row));
                }
            }
            return entries;
        });
    }

    private static Entry entry(Row row) {
        boolean hasEvent = row.getLong("seq") != null;
        return new Entry(
                row.getLong("entry"),
                row.getString("entry_tenant"),
                row.getString("entry_id"),
                StoredEvents.fingerprint(row),
                hasEvent ? List.of(StoredEvents.event(row)) : List.of(),
                row.getBoolean("parked"),
                lines(row));
    }

    private static List<Rating.Line> lines(Row row) {
        String[] meters = row.getArrayOfStrings("meters");
        if (meters == null) {
            return List.of();
        }
        Long[] prices = row.getArrayOfLongs("price_ids");
        Long[] quantities = row.getArrayOfLongs("quantities");
        BigDecimal[] amounts = row.getArrayOfBigDecimals("amounts");
        List<Rating.Line> lines = new ArrayList<>(meters.length);
        for (int i = 0; i < meters.length; i++) {
            lines.add(new Rating.Line(
                    Meter.of(meters[i]), prices[i], quantities[i], amounts[i].setScale(Price.CHARGE_SCALE)));
        }
        lines.sort(Comparator.comparing(Rating.Line::meter));
        return lines;
    }

    /**
     * One identity and all that is stored for it.
     *
     * @param fingerprint what its content was when it was booked
     * @param events should be one
     * @param lines its charges, by meter
     */
    record Entry(
            long seq,
            String tenant,
            String id,
            Fingerprint fingerprint,
            List<UsageEvent> events,
            boolean parked,
            List<Rating.Line> lines) {

        Entry with(UsageEvent another) {
            List<UsageEvent> more = new ArrayList<>(events);
            more.add(another);
            return new Entry(seq, tenant, id, fingerprint, more, parked, lines);
        }
    }
}
