package kr.hangil.portal.billing;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.session.CurrentUser;
import kr.hangil.portal.upstream.Refusal;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * What billing knows, as the signed-in person may see it: usage and spend by day of Asia/Seoul and by served model, budgets,
 * credit, invoices. Every method fails with {@link Refusal} where billing refuses.
 */
@RequestScoped
public class BillingService {

    private static final String BY_DAY = "1d";
    private static final String BY_MODEL = "model";

    /** One answer's worth; with an invoice a month, more than eighty years of them. */
    private static final int MOST_INVOICES = 1000;

    private static final int MOST_BUDGETS = 1000;

    private final BillingClient client;
    private final ExportClient exports;
    private final CurrentUser user;

    BillingService(@RestClient BillingClient client, ExportClient exports, CurrentUser user) {
        this.client = client;
        this.exports = exports;
        this.user = user;
    }

    /** Usage from {@code from}, included, to {@code to}, excluded. */
    public Uni<UsageReport> usage(String tenant, Instant from, Instant to) {
        return client.usage(tenant, from, to, BY_DAY, BY_MODEL);
    }

    /** Spend from {@code from}, included, to {@code to}, excluded. */
    public Uni<SpendReport> spend(String tenant, Instant from, Instant to) {
        return client.spend(tenant, from, to, BY_DAY, BY_MODEL);
    }

    /** What the running month of Asia/Seoul comes to. */
    public Uni<Forecast> forecast(String tenant) {
        return client.forecast(tenant);
    }

    /** A file of usage, spend or charges. */
    public Uni<Download> export(String tenant, Export export) {
        return exports.fetch(user.authorization(), tenant, export);
    }

    /** A page of {@code limit} budgets, 1 to 1,000, oldest first. */
    public Uni<Page<Budget>> budgets(String tenant, int limit, @Nullable String after) {
        return client.budgets(tenant, limit, after);
    }

    /** The budgets of a project, oldest first, among the tenant's first 1,000. */
    public Uni<List<Budget>> budgetsOfProject(String tenant, String project) {
        return client.budgets(tenant, MOST_BUDGETS, null)
                .map(page -> page.data().stream()
                        .filter(budget -> budget.scope() == Budget.Scope.PROJECT)
                        .filter(budget -> project.equals(budget.scopeId()))
                        .toList());
    }

    public Uni<Budget> budget(String tenant, long id) {
        return client.budget(tenant, id);
    }

    /** Sets a budget; where it has a webhook, its secret is in the answer and nowhere else. */
    public Uni<Budget> setBudget(String tenant, BudgetDraft draft) {
        return client.setBudget(tenant, UUID.randomUUID().toString(), draft);
    }

    /** Changes a budget, scope and period apart; a new webhook address has a new secret, told in the answer alone. */
    public Uni<Budget> replaceBudget(String tenant, long id, BudgetDraft draft) {
        return client.replaceBudget(tenant, id, draft);
    }

    public Uni<Void> deleteBudget(String tenant, long id) {
        return client.deleteBudget(tenant, id);
    }

    /** A page of {@code limit} grants of credit, 1 to 1,000, oldest first. */
    public Uni<Page<Credit>> credits(String tenant, int limit, @Nullable String after) {
        return client.credits(tenant, limit, after);
    }

    /** Credit in all; of zero won where none was ever granted. */
    public Uni<CreditAccount> creditAccount(String tenant) {
        return client.creditAccount(tenant);
    }

    /** The billing profile; empty where there is none yet. */
    public Uni<Optional<BillingProfile>> profile(String tenant) {
        return client.profile(tenant)
                .map(Optional::of)
                .onFailure(Refusal::isGone)
                .recoverWithItem(Optional.empty());
    }

    /** Keeps a billing profile in place of the one before; invoices that are final stay as they are. */
    public Uni<BillingProfile> keepProfile(String tenant, BillingProfile profile) {
        return client.keepProfile(tenant, profile);
    }

    /** Final invoices, latest first, without their lines. */
    public Uni<List<Invoice>> invoices(String tenant) {
        return client.invoices(tenant, MOST_INVOICES).map(Page::data);
    }

    public Uni<Invoice> invoice(String tenant, String number) {
        return client.invoice(tenant, number);
    }

    /**
     * The statement of an invoice as PDF.
     *
     * @param language {@code ko} or {@code en}
     */
    public Uni<byte[]> statement(String tenant, String number, String language) {
        return client.statement(tenant, number, language);
    }

    /** The tax invoices of an invoice, in the order they were made. */
    public Uni<List<TaxInvoice>> taxInvoices(String tenant, long invoice) {
        return client.taxInvoices(tenant, invoice, MOST_INVOICES).map(Page::data);
    }

    /** A tax invoice as PDF, one page of A4. */
    public Uni<byte[]> taxInvoicePdf(String tenant, long id) {
        return client.taxInvoicePdf(tenant, id);
    }
}
