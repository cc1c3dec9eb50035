package kr.hangil.billing.verification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.verification.VerificationReport.Difference;

/** What the ledger and the invoices must have in common. */
@ApplicationScoped
class BooksReader {

    private static final String DIFFERENCES = """
            SELECT 'ledger_unbalanced' AS kind, t.tenant, t.id, 'its entries add up to ' || sum(e.amount) AS detail
            FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
            GROUP BY t.tenant, t.id, e.currency HAVING sum(e.amount) <> 0
            UNION ALL
            SELECT 'invoice_chain_broken', tenant, number, 'its hash is not that of its document and the hash before it'
            FROM (SELECT *, lag(hash) OVER (PARTITION BY supplier ORDER BY year, serial) AS before FROM invoice
                WHERE number IS NOT NULL) i
            WHERE hash <> sha256(previous_hash || convert_to(document, 'UTF8'))
                OR previous_hash <> coalesce(before, decode(repeat('00', 32), 'hex'))
            UNION ALL
            SELECT 'invoice_number_missing', NULL, supplier || ' ' || year, max(serial) || ' is the last number, '
                || count(*) || ' are there, the series says ' || max(last)
            FROM invoice JOIN invoice_series USING (supplier, year) WHERE number IS NOT NULL
            GROUP BY supplier, year HAVING max(serial) <> count(*) OR max(last) <> count(*)
            UNION ALL
            SELECT 'invoice_differs', i.tenant, coalesce(i.number, i.id::text),
                'lines of ' || sum(l.won) || ' and ' || sum(l.exact) || ' won for supply of ' || i.supply_won
            FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
            GROUP BY i.id HAVING sum(l.won) <> i.supply_won OR sum(l.exact) <> i.exact - i.credit
            UNION ALL
            SELECT 'vat_differs', tenant, coalesce(number, id::text),
                supply_won || ' and VAT of ' || vat_won || ' won for ' || (exact - credit) || ', VAT ' || lower(vat)
            FROM invoice WHERE CASE vat
                WHEN 'EXCLUSIVE' THEN supply_won <> floor(exact - credit) OR vat_won <> supply_won / 10
                ELSE total_won <> floor(exact - credit) OR supply_won <> total_won * 10 / 11 END
            UNION ALL
            SELECT 'discount_differs', i.tenant, coalesce(i.number, i.id::text),
                'line ' || d.n || ' takes ' || d.discount_percent || ' % off, that is ' || d.exact
            FROM invoice i JOIN invoice_line d ON d.invoice_id = i.id AND d.discount_percent IS NOT NULL
            LEFT JOIN contract k ON k.tenant = i.tenant AND d.month >= k.valid_from
                AND (k.valid_to IS NULL OR d.month < k.valid_to)
            WHERE i.state <> 'voided' AND (d.discount_percent IS DISTINCT FROM k.discount_percent
                OR d.exact <> -round(d.discount_percent * 0.01 * (SELECT sum(u.exact) FROM invoice_line u
                    WHERE u.invoice_id = i.id AND u.price_id IS NOT NULL AND (u.month, u.model) = (d.month, d.model)), 15))
            UNION ALL
            SELECT 'document_differs', i.tenant, i.number, 'its columns are not what its document says'
            FROM invoice i WHERE i.number IS NOT NULL
                AND (i.number, i.tenant, i.supply_won, i.vat_won, i.total_won) IS DISTINCT FROM
                    (i.document::jsonb ->> 'number', i.document::jsonb ->> 'tenant',
                    (i.document::jsonb ->> 'supplyWon')::bigint, (i.document::jsonb ->> 'vatWon')::bigint,
                    (i.document::jsonb ->> 'totalWon')::bigint)
            UNION ALL
            SELECT 'receivable_differs', tenant, 'receivable', 'invoices say ' || owed || ' won, the ledger ' || posted
            FROM (
                SELECT i.tenant, sum(i.total_won) FILTER (WHERE i.state <> 'voided')
                    - coalesce(sum(n.noted), 0)
                    - coalesce(sum(p.paid), 0) AS owed,
                    (SELECT coalesce(sum(e.amount), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
                        WHERE a.tenant = i.tenant AND a.kind = 'receivable') AS posted
                FROM invoice i
                LEFT JOIN LATERAL (SELECT sum(c.supply_won + c.vat_won) AS noted FROM credit_note c
                    WHERE c.invoice_id = i.id) n ON true
                LEFT JOIN LATERAL (SELECT -sum(e.amount) AS paid FROM ledger_entry e
                    JOIN ledger_account a ON a.id = e.account_id AND a.kind = 'receivable'
                    WHERE e.transaction_id = 'settlement:' || i.number) p ON true
                WHERE i.number IS NOT NULL GROUP BY 1) t
            WHERE coalesce(owed, 0) <> posted
            UNION ALL
            SELECT 'prepaid_differs', tenant, 'prepaid', 'credit says ' || credit || ' won, the ledger ' || posted
            FROM (
                SELECT g.tenant, sum(g.amount_won - g.refunded_won)
                    - (SELECT coalesce(sum(i.credit), 0) FROM invoice i
                        WHERE i.tenant = g.tenant AND i.number IS NOT NULL AND i.state <> 'voided') AS credit,
                    (SELECT -coalesce(sum(e.amount), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
                        WHERE a.tenant = g.tenant AND a.kind = 'prepaid') AS posted
                FROM credit_grant g GROUP BY 1) t
            WHERE credit <> posted
            UNION ALL
            SELECT 'billed_over', b.tenant, b.month::text, 'billed ' || b.exact || ' won, charged ' || coalesce(s.amount, 0)
            FROM (SELECT i.tenant, l.month, sum(l.exact) AS exact FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
                WHERE i.state <> 'voided' AND l.kind = 'usage' GROUP BY 1, 2) b
            LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM spent_in(
                b.tenant, 'tenant', '', 'month', b.month::timestamp AT TIME ZONE 'Asia/Seoul')) s ON true
            WHERE b.exact > coalesce(s.amount, 0)
            ORDER BY 1, 2, 3 LIMIT 1000
            """;

    Uni<List<Difference>> differences(SqlConnection connection) {
        return connection
                .query(DIFFERENCES)
                .execute()
                .map(rows -> Columns.list(
                        rows,
                        row -> Difference.of(
                                row.getString("kind"),
                                row.getString("tenant"),
                                row.getString("id"),
                                row.getString("detail"))));
    }
}
