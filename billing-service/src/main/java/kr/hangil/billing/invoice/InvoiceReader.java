package kr.hangil.billing.invoice;

import static kr.hangil.billing.database.Columns.instant;
import static kr.hangil.billing.database.Columns.optionalInstant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.invoice.Invoice.CreditNote;
import kr.hangil.billing.invoice.Invoice.Document;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** Invoices as they are stored. */
@ApplicationScoped
class InvoiceReader {

    /** Field order and form of a document never depend on the service's own settings. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String SELECT = """
            SELECT i.*, coalesce(n.credited, 0)::bigint AS credited FROM invoice i
            LEFT JOIN LATERAL (SELECT sum(c.supply_won + c.vat_won) AS credited FROM credit_note c
                WHERE c.invoice_id = i.id) n ON true
            """;

    private static final String PAGE = SELECT + """
            WHERE ($1 = 0 OR i.id < $1) AND ($2::text IS NULL OR i.tenant = $2) AND ($3::text IS NULL OR i.state = $3)
                AND (NOT $4 OR i.number IS NOT NULL)
            ORDER BY i.id DESC LIMIT $5
            """;

    private static final String CONCERNING = """
            SELECT i.id FROM invoice i
            WHERE i.tenant = $1 AND i.number IS NOT NULL AND i.state <> 'voided'
                AND (i.month = $2 OR EXISTS (SELECT FROM credit_note c
                    WHERE c.invoice_id = i.id AND c.noted_at >= $3 AND c.noted_at < $4))
            ORDER BY i.number
            """;

    private static final String LINES = """
            SELECT l.*, p.amount AS unit_price, p.per FROM invoice_line l LEFT JOIN price p ON p.id = l.price_id
            WHERE l.invoice_id = $1 ORDER BY l.n
            """;

    private static final String NOTES = "SELECT * FROM credit_note WHERE invoice_id = $1 ORDER BY id";

    private final Clock clock;

    InvoiceReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * A page of invoices without their lines, newest first.
     *
     * @param finalOnly whether drafts are left out
     * @param after id that the page begins behind, 0 for the first
     */
    Uni<List<Invoice>> page(
            SqlConnection connection,
            @Nullable String tenant,
            Invoice.@Nullable State state,
            boolean finalOnly,
            int limit,
            long after) {
        Tuple values = Tuple.tuple()
                .addLong(after)
                .addString(tenant)
                .addString(state == null ? null : state.wireName())
                .addBoolean(finalOnly)
                .addInteger(limit);
        return connection
                .preparedQuery(PAGE)
                .execute(values)
                .map(rows -> Columns.list(rows, row -> invoice(row, List.of(), List.of())));
    }

    /** The invoice, locked until the transaction ends. */
    Uni<Optional<Invoice>> lock(SqlConnection connection, long id) {
        return connection
                .preparedQuery("SELECT id FROM invoice WHERE id = $1 FOR UPDATE")
                .execute(Tuple.of(id))
                .chain(() -> one(connection, SELECT + " WHERE i.id = $1", Tuple.of(id)));
    }

    Uni<Optional<Invoice>> find(SqlConnection connection, long id) {
        return one(connection, SELECT + " WHERE i.id = $1", Tuple.of(id));
    }

    Uni<Optional<Invoice>> find(SqlConnection connection, String tenant, String number) {
        return one(connection, SELECT + " WHERE i.tenant = $1 AND i.number = $2", Tuple.of(tenant, number));
    }

    Uni<List<Invoice>> concerning(SqlConnection connection, String tenant, YearMonth month) {
        Tuple values = Tuple.of(
                tenant,
                month.atDay(1),
                Columns.timestamp(SpendPeriod.begin(month)),
                Columns.timestamp(SpendPeriod.begin(month.plusMonths(1))));
        return connection
                .preparedQuery(CONCERNING)
                .execute(values)
                .flatMap(rows -> Multi.createFrom()
                        .iterable(Columns.list(rows, row -> row.getLong("id")))
                        .onItem()
                        .transformToUniAndConcatenate(id -> find(connection, id))
                        .map(Optional::orElseThrow)
                        .collect()
                        .asList());
    }

    Uni<Optional<Invoice>> openDraft(SqlConnection connection, String tenant) {
        return one(connection, SELECT + " WHERE i.tenant = $1 AND i.state IN ('draft', 'held')", Tuple.of(tenant));
    }

    Uni<Long> lastSequence(SqlConnection connection, long id) {
        return connection
                .preparedQuery("SELECT last_seq FROM invoice WHERE id = $1")
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next().getLong("last_seq"));
    }

    static String write(Document document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document is always JSON", e);
        }
    }

    private static Document read(String document) {
        try {
            return JSON.readValue(document, Document.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored document is not JSON", e);
        }
    }

    private Uni<Optional<Invoice>> one(SqlConnection connection, String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values).flatMap(rows -> {
            if (rows.rowCount() == 0) {
                return Uni.createFrom().item(Optional.empty());
            }
            Row row = rows.iterator().next();
            Tuple id = Tuple.of(row.getLong("id"));
            return connection
                    .preparedQuery(LINES)
                    .execute(id)
                    .map(lines -> Columns.list(lines, InvoiceReader::line))
                    .flatMap(lines -> connection
                            .preparedQuery(NOTES)
                            .execute(id)
                            .map(notes -> Optional.of(invoice(row, lines, Columns.list(notes, InvoiceReader::note)))));
        });
    }

    private Invoice invoice(Row row, List<InvoiceLine> lines, List<CreditNote> notes) {
        String text = row.getString("document");
        Document document = text == null ? null : read(text);
        return new Invoice(
                row.getLong("id"),
                row.getString("tenant"),
                YearMonth.from(row.getLocalDate("month")),
                Invoice.State.of(row.getString("state")),
                row.getString("held_reason"),
                row.getString("number"),
                row.getLocalDate("issue_date"),
                row.getLocalDate("due_date"),
                daysLeft(row),
                "KRW",
                Vat.valueOf(row.getString("vat")),
                ExactWon.text(row.getBigDecimal("exact")),
                ExactWon.text(row.getBigDecimal("credit")),
                row.getLong("supply_won"),
                row.getLong("vat_won"),
                row.getLong("total_won"),
                row.getLong("credited"),
                lines,
                notes,
                document == null ? null : document.supplier(),
                document == null ? null : document.buyer(),
                hex(row.getBuffer("previous_hash")),
                hex(row.getBuffer("hash")),
                instant(row, "drafted_at"),
                optionalInstant(row, "finalised_at"),
                optionalInstant(row, "settled_at"),
                optionalInstant(row, "voided_at"),
                row.getLong("rating_run_id"),
                row.getString("closed_reason"));
    }

    private @Nullable Long daysLeft(Row row) {
        Invoice.State state = Invoice.State.of(row.getString("state"));
        if (state == Invoice.State.SETTLED || state == Invoice.State.VOIDED) {
            return null;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), SpendPeriod.ZONE);
        return InvoiceCalendar.daysLeft(today, row.getLocalDate("due_date"));
    }

    private static InvoiceLine line(Row row) {
        BigDecimal unit = row.getBigDecimal("unit_price");
        String terms = row.getString("terms");
        BigDecimal percent = row.getBigDecimal("discount_percent");
        return new InvoiceLine(
                row.getInteger("n"),
                YearMonth.from(row.getLocalDate("month")),
                row.getString("model"),
                row.getString("meter"),
                terms == null ? null : Terms.of(terms),
                row.getLong("price_id"),
                unit == null ? null : ExactWon.text(unit),
                row.getLong("per"),
                row.getBigDecimal("quantity").longValueExact(),
                percent == null ? null : percent.stripTrailingZeros().toPlainString(),
                ExactWon.text(row.getBigDecimal("exact")),
                row.getLong("won"));
    }

    private static CreditNote note(Row row) {
        return new CreditNote(
                row.getLong("id"),
                row.getInteger("line"),
                row.getLong("supply_won"),
                row.getLong("vat_won"),
                row.getString("reason"),
                instant(row, "noted_at"));
    }

    private static @Nullable String hex(@Nullable Buffer bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes.getBytes());
    }
}
