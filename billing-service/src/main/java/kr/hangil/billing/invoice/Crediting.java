package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import kr.hangil.billing.ledger.Account;
import kr.hangil.billing.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/** Writes a credit note down and posts it: less revenue, less VAT, less to receive. */
@ApplicationScoped
class Crediting {

    private final InvoiceStore store;
    private final Ledger ledger;

    Crediting(InvoiceStore store, Ledger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /** @param line the line it is of; null where it takes back VAT alone */
    Uni<Void> note(
            SqlConnection connection,
            long invoice,
            String tenant,
            @Nullable Integer line,
            long supplyWon,
            long vatWon,
            String reason,
            String by,
            Instant now) {
        return store.note(connection, invoice, line, supplyWon, vatWon, reason, by, now)
                .chain(note -> ledger.post(
                        connection,
                        "credit-note:" + note,
                        tenant,
                        now,
                        Map.of(
                                Account.REVENUE, BigDecimal.valueOf(supplyWon),
                                Account.VAT, BigDecimal.valueOf(vatWon),
                                Account.RECEIVABLE, BigDecimal.valueOf(-Math.addExact(supplyWon, vatWon)))));
    }
}
