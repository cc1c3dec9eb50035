package kr.hangil.billing.contract;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.contract.Contract.AgreedPrice;
import kr.hangil.billing.contract.ContractDraft.PriceDraft;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.pricing.TierRequest;
import kr.hangil.billing.pricing.TierText;
import org.jspecify.annotations.Nullable;

/** The table {@code contract}. */
@ApplicationScoped
class ContractStore {

    /** The lock of drafting: terms never change under a draft that is being made. */
    private static final String LOCK_TENANT = "SELECT pg_advisory_xact_lock(hashtextextended('invoice of ' || $1, 0))";

    private static final String LIST = """
            SELECT k.*, (SELECT json_agg(json_build_object('model', p.model, 'meter', p.meter, 'per', p.per,
                'amount', p.amount::text, 'tiers', p.tiers) ORDER BY p.model, p.meter)::text FROM contract_price p
                WHERE p.contract_id = k.id) AS prices
            FROM contract k WHERE tenant = $1 ORDER BY valid_from
            """;

    private static final String LAST_BILLED = """
            SELECT max(l.month) AS month FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
            WHERE i.tenant = $1 AND i.state <> 'voided' AND l.kind = 'usage'
            """;

    private static final String END = "UPDATE contract SET valid_to = $2 WHERE tenant = $1 AND valid_to IS NULL";

    private static final String INSERT = """
            INSERT INTO contract (tenant, valid_from, vat, discount_percent, reference, agreed_by, agreed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """;

    private static final String ADD_PRICES = """
            INSERT INTO contract_price (contract_id, model, meter, per, amount, tiers)
            SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::numeric[], $6::text[])
            """;

    /**
     * For each agreed price the least that {@value ContractDraft#COMPARED} units cost by a listed one that holds in the
     * contract's months; null where none is listed.
     */
    private static final String LISTED = """
            SELECT g.n, min(p.amount * $4 / p.per) AS listed
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (model, meter, n)
            LEFT JOIN price p ON (p.model, p.meter) = (g.model, g.meter)
                AND (p.valid_to IS NULL OR p.valid_to > $3::timestamp AT TIME ZONE 'Asia/Seoul')
            GROUP BY 1 ORDER BY 1
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
                .map(rows -> rows.iterator().next().getLong("id"))
                .chain(id -> connection.preparedQuery(ADD_PRICES).execute(prices(id, draft.agreed())))
                .chain(() -> list(connection, tenant))
                .map(List::getLast);
    }

    /** What is listed for each of {@code prices} from {@code from} on, won for {@value ContractDraft#COMPARED} units. */
    Uni<List<Optional<BigDecimal>>> listed(SqlConnection connection, YearMonth from, List<PriceDraft> prices) {
        Tuple values = Tuple.tuple()
                .addArrayOfString(prices.stream().map(PriceDraft::model).toArray(String[]::new))
                .addArrayOfString(
                        prices.stream().map(price -> price.meter().wireName()).toArray(String[]::new))
                .addLocalDateTime(from.atDay(1).atStartOfDay())
                .addBigDecimal(BigDecimal.valueOf(ContractDraft.COMPARED));
        return connection
                .preparedQuery(LISTED)
                .execute(values)
                .map(rows -> Columns.list(rows, row -> Optional.ofNullable(row.getBigDecimal("listed"))));
    }

    private static Tuple prices(long contract, List<PriceDraft> prices) {
        return Tuple.of(contract)
                .addArrayOfString(prices.stream().map(PriceDraft::model).toArray(String[]::new))
                .addArrayOfString(
                        prices.stream().map(price -> price.meter().wireName()).toArray(String[]::new))
                .addArrayOfLong(prices.stream().map(PriceDraft::per).toArray(Long[]::new))
                .addArrayOfBigDecimal(prices.stream().map(PriceDraft::amount).toArray(BigDecimal[]::new))
                .addArrayOfString(prices.stream()
                        .map(price -> TierText.write(TierRequest.tiers(price.per(), price.tiers(), "tiers")))
                        .toArray(String[]::new));
    }

    private static List<AgreedPrice> agreed(@Nullable String prices) {
        if (prices == null) {
            return List.of();
        }
        List<AgreedPrice> agreed = new ArrayList<>();
        new JsonArray(prices).stream().map(JsonObject.class::cast).forEach(price -> {
            String amount = price.getString("amount");
            agreed.add(new AgreedPrice(
                    price.getString("model"),
                    price.getString("meter"),
                    price.getLong("per"),
                    amount == null ? null : ExactWon.text(new BigDecimal(amount)),
                    TierText.lines(TierText.read(price.getLong("per"), price.getString("tiers")))));
        });
        return agreed;
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
                agreed(row.getString("prices")),
                row.getString("reference"),
                row.getString("agreed_by"),
                Columns.instant(row, "agreed_at"));
    }
}
