package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import kr.hangil.billing.digest.Sha256;
import kr.hangil.billing.invoice.Invoice.Document;
import kr.hangil.billing.invoice.InvoiceStore.Final;
import kr.hangil.billing.invoice.InvoiceStore.Serial;
import kr.hangil.billing.ledger.Account;
import kr.hangil.billing.ledger.Ledger;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.profile.Parties;
import kr.hangil.billing.profile.Party;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** The last step of a draft: the supplier's next number, a hash chained to the one before, and the entries of the ledger. */
@ApplicationScoped
class Finalising {

    private final InvoiceStore store;
    private final InvoiceReader reader;
    private final Parties parties;
    private final Ledger ledger;
    private final InvoiceConfig config;

    Finalising(InvoiceStore store, InvoiceReader reader, Parties parties, Ledger ledger, InvoiceConfig config) {
        this.store = store;
        this.reader = reader;
        this.parties = parties;
        this.ledger = ledger;
        this.config = config;
    }

    /**
     * Makes a locked draft final.
     *
     * @throws PlatformException {@code unprocessable} while a party is not named
     */
    Uni<Void> finalise(SqlConnection connection, Invoice invoice, String by, Instant now) {
        Party supplier = parties.supplier();
        return parties.buyer(connection, invoice.tenant())
                .map(buyer -> buyer.orElseThrow(() -> new PlatformException(
                        ErrorCode.UNPROCESSABLE, "the tenant '" + invoice.tenant() + "' has no billing profile yet")))
                .chain(buyer -> finalise(connection, invoice, supplier, buyer, by, now));
    }

    private Uni<Void> finalise(
            SqlConnection connection, Invoice invoice, Party supplier, Party buyer, String by, Instant now) {
        int year = invoice.issueDate().getYear();
        return reader.lastSequence(connection, invoice.id())
                .flatMap(lastSequence -> store.next(connection, supplier.registrationNumber(), year)
                        .flatMap(serial -> {
                            Final made = chained(invoice, serial, supplier, buyer, lastSequence);
                            return store.finalise(connection, invoice.id(), serial, made, by, now)
                                    .chain(() -> ledger.post(
                                            connection,
                                            "invoice:" + made.number(),
                                            invoice.tenant(),
                                            now,
                                            entries(invoice)));
                        }));
    }

    private Final chained(Invoice invoice, Serial serial, Party supplier, Party buyer, long lastSequence) {
        String number = "%s-%d-%06d".formatted(config.prefix(), serial.year(), serial.serial());
        String document = InvoiceReader.write(new Document(
                number,
                invoice.tenant(),
                invoice.month(),
                invoice.issueDate(),
                invoice.dueDate(),
                supplier,
                buyer,
                invoice.currency(),
                invoice.vat(),
                invoice.exact(),
                invoice.credit(),
                invoice.supplyWon(),
                invoice.vatWon(),
                invoice.totalWon(),
                lastSequence,
                invoice.lines()));
        byte[] text = document.getBytes(StandardCharsets.UTF_8);
        byte[] chained = Arrays.copyOf(serial.previousHash(), serial.previousHash().length + text.length);
        System.arraycopy(text, 0, chained, serial.previousHash().length, text.length);
        return new Final(number, document, Sha256.of(chained));
    }

    private static Map<Account, BigDecimal> entries(Invoice invoice) {
        BigDecimal exact = new BigDecimal(invoice.exact());
        BigDecimal credit = new BigDecimal(invoice.credit());
        BigDecimal vat = BigDecimal.valueOf(invoice.vatWon());
        // VAT is part of the exact amounts or comes on top of them; what is left is revenue either way.
        BigDecimal revenue = invoice.vat() == Vat.INCLUSIVE ? exact.subtract(vat) : exact;
        BigDecimal rest = revenue.subtract(credit).subtract(BigDecimal.valueOf(invoice.supplyWon()));
        return Map.of(
                Account.RECEIVABLE, BigDecimal.valueOf(invoice.totalWon()),
                Account.PREPAID, credit,
                Account.ROUNDING, rest,
                Account.REVENUE, revenue.negate(),
                Account.VAT, vat.negate());
    }
}
