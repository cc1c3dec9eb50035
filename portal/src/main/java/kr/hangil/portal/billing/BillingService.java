package kr.hangil.portal.billing;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.session.CurrentUser;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * What billing knows, as the signed-in person may see it: usage and spend by day of Asia/Seoul and
 * by served model, budgets, invoices. Every method fails
 * with {@link kr.hangil.portal.upstream.Refusal} where billing refuses.
 */
@RequestScoped
public class BillingService {

    private static final String BY_DAY = "1d";
    private static final String BY_MODEL = "model";

    /** One answer's worth; with an invoice a month, more than eighty years of them. */
    private static final int MOST_INVOICES = 1000;

    private final BillingClient client;
    private final CurrentUser user;

    BillingService(@RestClient BillingClient client, CurrentUser user) {
        this.client = client;
        this.user = user;
    }

    /** Usage from {@code from}, included, to {@code to}, excluded. */
    public Uni<UsageReport> usage(String tenant, Instant from, Instant to) {
        return client.usage(user.authorization(), tenant, from, to, BY_DAY, BY_MODEL);
    }

    /** Spend from {@code from}, included, to {@code to}, excluded. */
    public Uni<SpendReport> spend(String tenant, Instant from, Instant to) {
        return client.spend(user.authorization(), tenant, from, to, BY_DAY, BY_MODEL);
    }

    /** A page of {@code limit} budgets, 1 to 1,000, oldest first. */
    public Uni<Page<Budget>> budgets(String tenant, int limit, @Nullable String after) {
        return client.budgets(user.authorization(), tenant, limit, after);
    }

    public Uni<Budget> budget(String tenant, long id) {
        return client.budget(user.authorization(), tenant, id);
    }

    /** Sets a budget; where it has a webhook, its secret is in the answer and nowhere else. */
    public Uni<Budget> setBudget(String tenant, BudgetDraft draft) {
        return client.setBudget(user.authorization(), tenant, UUID.randomUUID().toString(), draft);
    }

    /** Changes a budget, scope and period apart; a new webhook address has a new secret, told in the answer alone. */
    public Uni<Budget> replaceBudget(String tenant, long id, BudgetDraft draft) {
        return client.replaceBudget(user.authorization(), tenant, id, draft);
    }

    public Uni<Void> deleteBudget(String tenant, long id) {
        return client.deleteBudget(user.authorization(), tenant, id);
    }

    /** Final invoices, latest first, without their lines. */
    public Uni<List<Invoice>> invoices(String tenant) {
        return client.invoices(user.authorization(), tenant, MOST_INVOICES).map(Page::data);
    }

    public Uni<Invoice> invoice(String tenant, String number) {
        return client.invoice(user.authorization(), tenant, number);
    }

    /** The tax invoices of an invoice, in the order they were made. */
    public Uni<List<TaxInvoice>> taxInvoices(String tenant, long invoice) {
        return client.taxInvoices(user.authorization(), tenant, invoice, MOST_INVOICES)
                .map(Page::data);
    }

    /** A tax invoice as PDF, one page of A4. */
    public Uni<byte[]> taxInvoicePdf(String tenant, long id) {
        return client.taxInvoicePdf(user.authorization(), tenant, id);
    }
}
