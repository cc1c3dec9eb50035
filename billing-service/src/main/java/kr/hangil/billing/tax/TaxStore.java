package kr.hangil.billing.tax;

import static kr.hangil.billing.database.Columns.instant;
import static kr.hangil.billing.database.Columns.optionalInstant;
import static kr.hangil.billing.database.Columns.timestamp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import org.jspecify.annotations.Nullable;

/** The table {@code tax_invoice}. */
@ApplicationScoped
class TaxStore {

    private static final String INSERT = """
            INSERT INTO tax_invoice (invoice_id, tenant, code, original_id, state, supply_won, vat_won, document, made_by,
                made_at)
            VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9) RETURNING id
            """;

    private static final String NORMAL_OF = """
            SELECT * FROM tax_invoice WHERE invoice_id = $1 AND code IS NULL AND state <> 'rejected'
            """;

    private static final String CORRECTED = """
            SELECT coalesce(sum(supply_won), 0)::bigint AS supply, coalesce(sum(vat_won), 0)::bigint AS vat,
                coalesce(-sum(supply_won) FILTER (WHERE code = 5 AND supply_won < 0), 0)::bigint AS untaxed,
                coalesce(sum(supply_won) FILTER (WHERE code = 5 AND supply_won > 0), 0)::bigint AS zero_rated
            FROM tax_invoice WHERE invoice_id = $1 AND code IS NOT NULL AND state <> 'rejected'
            """;

    private static final String ISSUE = """
            UPDATE tax_invoice SET state = 'issued', issued_at = $2,
                approval_number = $3 || $4 || lpad(nextval('tax_approval_serial')::text, 8, '0')
            WHERE id = $1 AND state = 'ready'
            """;

    private static final String UNDER_WAY = """
            SELECT * FROM tax_invoice WHERE state = $1 AND id > $2 ORDER BY id LIMIT 100
            """;

    private static final String PAGE = """
            SELECT * FROM tax_invoice WHERE id > $1 AND ($2::text IS NULL OR tenant = $2)
                AND ($3::text IS NULL OR state = $3) AND ($4::bigint IS NULL OR invoice_id = $4)
            ORDER BY id LIMIT $5
            """;

    private final ObjectMapper json;

    TaxStore(ObjectMapper json) {
        this.json = json;
    }

    Uni<Long> insert(
            SqlConnection connection,
            long invoice,
            String tenant,
            @Nullable Long original,
            TaxDocument document,
            String by,
            Instant now) {
        Tuple values = Tuple.tuple()
                .addLong(invoice)
                .addString(tenant)
                .addInteger(document.code())
                .addLong(original)
                .addLong(document.supplyWon())
                .addLong(document.vatWon())
                .addString(write(document))
                .addString(by)
                .addOffsetDateTime(timestamp(now));
        return connection
                .preparedQuery(INSERT)
                .execute(values)
                .map(rows -> rows.iterator().next().getLong("id"));
    }

    Uni<Optional<TaxInvoice>> normalOf(SqlConnection connection, long invoice) {
        return one(connection, NORMAL_OF, Tuple.of(invoice));
    }

    Uni<Optional<TaxInvoice>> find(SqlConnection connection, long id) {
        return one(connection, "SELECT * FROM tax_invoice WHERE id = $1", Tuple.of(id));
    }

    /** Sum of what corrections of the invoice say. */
    Uni<Sums> corrected(SqlConnection connection, long invoice) {
        return connection.preparedQuery(CORRECTED).execute(Tuple.of(invoice)).map(rows -> {
            Row row = rows.iterator().next();
            return new Sums(
                    row.getLong("supply"), row.getLong("vat"), row.getLong("untaxed"), row.getLong("zero_rated"));
        });
    }

    /** Gives a ready document its 승인번호: the day, the issuer, a serial. */
    Uni<Void> issue(SqlConnection connection, long id, LocalDate today, String issuer, Instant now) {
        String day = today.format(DateTimeFormatter.BASIC_ISO_DATE);
        return connection
                .preparedQuery(ISSUE)
                .execute(Tuple.of(id, timestamp(now), day, issuer))
                .replaceWithVoid();
    }

    Uni<Void> sent(SqlConnection connection, long id, Instant now) {
        return connection
                .preparedQuery("UPDATE tax_invoice SET state = 'sent', sent_at = $2 WHERE id = $1 AND state = 'issued'")
                .execute(Tuple.of(id, timestamp(now)))
                .replaceWithVoid();
    }

    Uni<Void> answered(SqlConnection connection, long id, @Nullable String rejection, Instant now) {
        String sql = """
                UPDATE tax_invoice SET state = $2, answered_at = $3, rejection = $4 WHERE id = $1 AND state = 'sent'
                """;
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(id, rejection == null ? "accepted" : "rejected", timestamp(now), rejection))
                .replaceWithVoid();
    }

    Uni<List<TaxInvoice>> underWay(SqlConnection connection, String state, long after) {
        return connection
                .preparedQuery(UNDER_WAY)
                .execute(Tuple.of(state, after))
                .map(rows -> Columns.list(rows, this::taxInvoice));
    }

    /** In the order they were made. @param invoice id of the invoice they are of */
    Uni<List<TaxInvoice>> page(
            SqlConnection connection,
            @Nullable String tenant,
            @Nullable String state,
            @Nullable Long invoice,
            int limit,
            long after) {
        return connection
                .preparedQuery(PAGE)
                .execute(Tuple.of(after, tenant, state, invoice, limit))
                .map(rows -> Columns.list(rows, this::taxInvoice));
    }

    private Uni<Optional<TaxInvoice>> one(SqlConnection connection, String sql, Tuple values) {
        return connection
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> Columns.list(rows, this::taxInvoice).stream().findFirst());
    }

    private TaxInvoice taxInvoice(Row row) {
        return new TaxInvoice(
                row.getLong("id"),
                row.getLong("invoice_id"),
                row.getString("tenant"),
                row.getString("state"),
                row.getString("approval_number"),
                row.getLong("original_id"),
                read(row.getString("document")),
                instant(row, "made_at"),
                optionalInstant(row, "issued_at"),
                optionalInstant(row, "sent_at"),
                optionalInstant(row, "answered_at"),
                row.getString("rejection"));
    }

    private String write(TaxDocument document) {
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document is always JSON", e);
        }
    }

    private TaxDocument read(String document) {
        try {
            return json.readValue(document, TaxDocument.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored document is not JSON", e);
        }
    }

    /**
     * Sums of corrections, won.
     *
     * @param supply negative where more was taken back
     * @param untaxed taken back for a letter of credit
     * @param zeroRated said without VAT in its place
     */
    record Sums(long supply, long vat, long untaxed, long zeroRated) {}
}
