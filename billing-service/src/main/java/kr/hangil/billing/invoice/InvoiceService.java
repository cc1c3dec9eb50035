package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import kr.hangil.billing.credit.Credits;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.digest.Sha256;
import kr.hangil.billing.invoice.Invoice.Document;
import kr.hangil.billing.invoice.Invoice.State;
import kr.hangil.billing.invoice.InvoiceStore.Final;
import kr.hangil.billing.invoice.InvoiceStore.Serial;
import kr.hangil.billing.ledger.Account;
import kr.hangil.billing.ledger.Ledger;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.profile.Parties;
import kr.hangil.billing.profile.Party;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Takes invoices through their life; each step is one transaction, and its money is posted in it. */
@ApplicationScoped
class InvoiceService {

    private final Database database;
    private final InvoiceStore store;
    private final InvoiceReader reader;
    private final Credits credits;
    private final Ledger ledger;
    private final Parties parties;
    private final InvoiceConfig config;
    private final Clock clock;

    InvoiceService(
            Database database,
            InvoiceStore store,
            InvoiceReader reader,
            Credits credits,
            Ledger ledger,
            Parties parties,
            InvoiceConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.reader = reader;
        this.credits = credits;
        this.ledger = ledger;
        this.parties = parties;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Drafts what {@code tenant} owes for {@code month} and has not been billed; an open draft of that month is the answer
     * where there is one.
     *
     * @throws PlatformException {@code conflict} for a month that is not over, an open draft of another month, or when there
     *     is nothing to bill
     */
    Uni<Drawn> draft(String tenant, YearMonth month, String by) {
        return transaction((connection, now) -> {
            if (!month.isBefore(YearMonth.from(now.atZone(SpendPeriod.ZONE)))) {
                throw conflict(month + " is not over yet in Asia/Seoul");
            }
            return store.lock(connection, tenant)
                    .chain(() -> reader.openDraft(connection, tenant))
                    .flatMap(open -> open.isPresent()
                            ? Uni.createFrom().item(new Drawn(sameMonth(open.get(), month), false))
                            : compute(connection, tenant, month)
                                    .flatMap(draft -> store.insert(connection, draft, by, now))
                                    .flatMap(id -> found(connection, id))
                                    .map(invoice -> new Drawn(invoice, true)));
        });
    }

    /** Lets a held draft go on. */
    Uni<Invoice> approve(long id) {
        return step(id, State.HELD, (connection, invoice, now) -> store.approve(connection, id));
    }

    /** Throws a draft away; what it was to bill is open again. */
    Uni<Void> discard(long id) {
        return transaction((connection, now) -> locked(connection, id)
                .invoke(invoice -> requireState(invoice, State.DRAFT, State.HELD))
                .chain(() -> store.discard(connection, id)));
    }

    /**
     * Makes a draft final; one that is final is the answer.
     *
     * @throws PlatformException {@code conflict} for a held one, {@code unprocessable} while a party is not named
     */
    Uni<Invoice> finalise(long id, String by) {
        Party supplier = parties.supplier();
        return transaction((connection, now) -> locked(connection, id).flatMap(invoice -> {
            if (invoice.state() == State.FINALISED || invoice.state() == State.SETTLED) {
                return Uni.createFrom().item(invoice);
            }
            requireState(invoice, State.DRAFT);
            return parties.buyer(connection, invoice.tenant())
                    .map(buyer -> buyer.orElseThrow(() -> new PlatformException(
                            ErrorCode.UNPROCESSABLE,
                            "the tenant '" + invoice.tenant() + "' has no billing profile yet")))
                    .chain(buyer -> finalise(connection, invoice, supplier, buyer, by, now))
                    .chain(() -> found(connection, id));
        }));
    }

    /** Notes that a final invoice was paid. */
    Uni<Invoice> settle(long id, String reference, String by) {
        return step(id, State.FINALISED, (connection, invoice, now) -> {
            BigDecimal paid = won(invoice.totalWon() - invoice.creditedWon());
            return store.settle(connection, id, reference, by, now)
                    .chain(() -> ledger.post(
                            connection,
                            "settlement:" + invoice.number(),
                            invoice.tenant(),
                            now,
                            Map.of(Account.CASH, paid, Account.RECEIVABLE, paid.negate())));
        });
    }

    /** Takes a final invoice back whole; what it billed is open again. */
    Uni<Invoice> cancel(long id, String reason, String by) {
        return step(id, State.FINALISED, (connection, invoice, now) -> {
            if (!invoice.creditNotes().isEmpty()) {
                throw conflict("an invoice with credit notes is not voided; note the rest of it");
            }
            return store.lock(connection, invoice.tenant())
                    .chain(() -> store.cancel(connection, id, reason, by, now))
                    .chain(() -> ledger.reverse(
                            connection,
                            "void:" + invoice.number(),
                            "invoice:" + invoice.number(),
                            invoice.tenant(),
                            now));
        });
    }

    /**
     * Takes something back of one line of a final invoice, with its VAT.
     *
     * @throws PlatformException {@code conflict} when the line or the invoice has less left
     */
    Uni<Invoice> note(long id, int line, long supplyWon, String reason, String by) {
        return transaction((connection, now) -> locked(connection, id).flatMap(invoice -> {
            requireState(invoice, State.FINALISED, State.SETTLED);
            long vat = CreditNotes.vat(invoice, line, supplyWon);
            BigDecimal total = won(Math.addExact(supplyWon, vat));
            return store.note(connection, id, line, supplyWon, vat, reason, by, now)
                    .chain(note -> ledger.post(
                            connection,
                            "credit-note:" + note,
                            invoice.tenant(),
                            now,
                            Map.of(
                                    Account.REVENUE, won(supplyWon),
                                    Account.VAT, won(vat),
                                    Account.RECEIVABLE, total.negate())))
                    .chain(() -> found(connection, id));
        }));
    }

    Uni<Page<Invoice>> list(@Nullable String tenant, @Nullable State state, boolean finalOnly, int limit, long after) {
        return database.transaction(connection -> reader.page(connection, tenant, state, finalOnly, limit + 1, after))
                .map(found -> found.size() <= limit
                        ? new Page<>(found, null)
                        : new Page<>(
                                found.subList(0, limit),
                                Long.toString(found.get(limit - 1).id())));
    }

    Uni<Invoice> get(long id) {
        return database.transaction(connection -> found(connection, id));
    }

    Uni<Invoice> get(String tenant, String number) {
        return database.transaction(connection -> reader.find(connection, tenant, number))
                .map(invoice -> invoice.orElseThrow(() -> missing(number)));
    }

    private Uni<InvoiceStore.Drafted> compute(SqlConnection connection, String tenant, YearMonth month) {
        return credits.settleNow(connection, tenant)
                .chain(() -> store.unbilled(connection, tenant, month))
                .flatMap(used -> store.unappliedCredit(connection, tenant, month)
                        .flatMap(credit -> store.meanBefore(connection, tenant, month)
                                .map(mean -> Drafting.draft(config, tenant, month, used, credit, mean))));
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
        BigDecimal vat = won(invoice.vatWon());
        // VAT is part of the exact amounts or comes on top of them; what is left is revenue either way.
        BigDecimal revenue = invoice.vat() == Vat.INCLUSIVE ? exact.subtract(vat) : exact;
        BigDecimal rest = revenue.subtract(credit).subtract(won(invoice.supplyWon()));
        return Map.of(
                Account.RECEIVABLE, won(invoice.totalWon()),
                Account.PREPAID, credit,
                Account.ROUNDING, rest,
                Account.REVENUE, revenue.negate(),
                Account.VAT, vat.negate());
    }

    private Uni<Invoice> step(long id, State from, Step step) {
        return transaction((connection, now) -> locked(connection, id)
                .invoke(invoice -> requireState(invoice, from))
                .flatMap(invoice -> step.take(connection, invoice, now))
                .chain(() -> found(connection, id)));
    }

    private <T> Uni<T> transaction(BiFunction<SqlConnection, Instant, Uni<T>> work) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(connection -> work.apply(connection, now));
    }

    private Uni<Invoice> locked(SqlConnection connection, long id) {
        return reader.lock(connection, id).map(invoice -> invoice.orElseThrow(() -> missing(Long.toString(id))));
    }

    private Uni<Invoice> found(SqlConnection connection, long id) {
        return reader.find(connection, id).map(invoice -> invoice.orElseThrow(() -> missing(Long.toString(id))));
    }

    private static Invoice sameMonth(Invoice open, YearMonth month) {
        if (!open.month().equals(month)) {
            throw conflict("draft " + open.id() + " of " + open.month() + " is open; finalise or discard it first");
        }
        return open;
    }

    private static void requireState(Invoice invoice, State... allowed) {
        if (Stream.of(allowed).noneMatch(state -> state == invoice.state())) {
            throw conflict("invoice %d is %s%s"
                    .formatted(
                            invoice.id(),
                            invoice.state().wireName(),
                            invoice.state() == State.HELD ? " and waits for approval" : ""));
        }
    }

    private static BigDecimal won(long won) {
        return BigDecimal.valueOf(won);
    }

    private static PlatformException conflict(String message) {
        return new PlatformException(ErrorCode.CONFLICT, message);
    }

    private static PlatformException missing(String name) {
        return new PlatformException(ErrorCode.NOT_FOUND, "there is no invoice " + name);
    }

    /** @param created whether this call drafted it */
    record Drawn(Invoice invoice, boolean created) {}

    /** What changes a locked invoice. */
    private interface Step {
        Uni<Void> take(SqlConnection connection, Invoice invoice, Instant now);
    }
}
