package kr.hangil.billing.contract;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.money.Vat;

/** The table {@code contract}. */
@ApplicationScoped
class ContractStore {

    /** The lock of drafting: terms never change under a draft that is being made. */
    private static final String LOCK_TENANT = "SELECT pg_advisory_xact_lock(hashtextextended('invoice of ' || $1, 0))";

    private static final String LIST = "SELECT * FROM contract WHERE tenant = $1 ORDER BY valid_from";

    private static final String LAST_BILLED = """
            SELECT max(l.month) AS month FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
            WHERE i.tenant = $1 AND i.state <> 'voided' AND l.meter IS NOT NULL
            """;

    private static final String END = "UPDATE contract SET valid_to = $2 WHERE tenant = $1 AND valid_to IS NULL";

    private static final String INSERT = """
            INSERT INTO contract (tenant, valid_from, vat, discount_percent, reference, agreed_by, agreed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *
            """;

    Uni<Void> lock(SqlConnection connection, String tenant) {
        return connection.preparedQuery(LOCK_TENANT).execute(Tuple.of(tenant)).replaceWithVoid();
    }

    /** By month. */
    Uni<List<Contract>> list(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery(LIST)
                .execute(Tuple.of(tenant))
                .map(rows -> Columns.list(rows, ContractStore::contract));
    }

    /** The latest month of which an invoice that stands, or a draft, has usage. */
    Uni<Optional<YearMonth>> lastBilled(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery(LAST_BILLED)
                .execute(Tuple.of(tenant))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLocalDate("month"))
                        .map(YearMonth::from));
    }

    /** Keeps the contract, and ends the one it follows. */
    Uni<Contract> follow(SqlConnection connection, String tenant, ContractDraft draft, String by, Instant now) {
        LocalDate from = YearMonth.parse(draft.from()).atDay(1);
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addLocalDate(from)
                .addString(draft.vat().name())
                .addBigDecimal(draft.discountPercent())
                .addString(draft.reference())
                .addString(by)
                .addOffsetDateTime(Columns.timestamp(now));
        return connection
                .preparedQuery(END)
                .execute(Tuple.of(tenant, from))
                .chain(() -> connection.preparedQuery(INSERT).execute(values))
                .map(rows -> contract(rows.iterator().next()));
    }

    private static Contract contract(Row row) {
        LocalDate to = row.getLocalDate("valid_to");
        return new Contract(
                row.getLong("id"),
                row.getString("tenant"),
                YearMonth.from(row.getLocalDate("valid_from")),
                to == null ? null : YearMonth.from(to),
                Vat.valueOf(row.getString("vat")),
                row.getBigDecimal("discount_percent").stripTrailingZeros().toPlainString(),
                row.getString("reference"),
                row.getString("agreed_by"),
                Columns.instant(row, "agreed_at"));
    }
}
