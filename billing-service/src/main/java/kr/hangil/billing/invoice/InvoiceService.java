package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.invoice.Drafter.Drawn;
import kr.hangil.billing.invoice.Invoice.State;
import kr.hangil.billing.ledger.Account;
import kr.hangil.billing.ledger.Ledger;
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
    private final Drafter drafter;
    private final Finalising finalising;
    private final Crediting crediting;
    private final Ledger ledger;
    private final Clock clock;

    InvoiceService(
            Database database,
            InvoiceStore store,
            InvoiceReader reader,
            Drafter drafter,
            Finalising finalising,
            Crediting crediting,
            Ledger ledger,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.reader = reader;
        this.drafter = drafter;
        this.finalising = finalising;
        this.crediting = crediting;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** As {@link Drafter#draft}, in a transaction of its own. */
    Uni<Drawn> draft(String tenant, YearMonth month, String by) {
        return drafter.cutoff()
                .chain(cutoff ->
                        transaction((connection, now) -> drafter.draft(connection, tenant, month, cutoff, by, now)));
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
        return transaction((connection, now) -> locked(connection, id).flatMap(invoice -> {
            if (invoice.state() == State.FINALISED || invoice.state() == State.SETTLED) {
                return Uni.createFrom().item(invoice);
            }
            requireState(invoice, State.DRAFT);
            return finalising.finalise(connection, invoice, by, now).chain(() -> found(connection, id));
        }));
    }

    /** Notes that a final invoice was paid. */
    Uni<Invoice> settle(long id, String reference, String by) {
        return step(id, State.FINALISED, (connection, invoice, now) -> {
            BigDecimal paid = BigDecimal.valueOf(invoice.totalWon() - invoice.creditedWon());
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
            return crediting
                    .note(connection, id, invoice.tenant(), line, supplyWon, vat, reason, by, now)
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

    private static void requireState(Invoice invoice, State... allowed) {
        if (Stream.of(allowed).noneMatch(state -> state == invoice.state())) {
            throw conflict("invoice %d is %s%s"
                    .formatted(
                            invoice.id(),
                            invoice.state().wireName(),
                            invoice.state() == State.HELD ? " and waits for approval" : ""));
        }
    }

    private static PlatformException conflict(String message) {
        return new PlatformException(ErrorCode.CONFLICT, message);
    }

    private static PlatformException missing(String name) {
        return new PlatformException(ErrorCode.NOT_FOUND, "there is no invoice " + name);
    }

    /** What changes a locked invoice. */
    private interface Step {
        Uni<Void> take(SqlConnection connection, Invoice invoice, Instant now);
    }
}
