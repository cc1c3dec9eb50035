package kr.hangil.portal.budgets;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.billing.Budget;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.Choice;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Refusal;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/budgets}. Every answer is a whole page, or its changing part where htmx asked for it; both ways
 * work without a script too.
 */
@Path("/t/{tenant}/budgets")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class BudgetsResource {

    private static final int PAGE_SIZE = 20;

    private final ViewService views;
    private final BillingService billing;

    BudgetsResource(ViewService views, BillingService billing) {
        this.views = views;
        this.billing = billing;
    }

    @CheckedTemplate(basePath = "budgets")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance budgets(View view, BudgetsPage page);

        static native TemplateInstance budgets$board(View view, BudgetsPage page);

        static native TemplateInstance change(View view, BudgetForm form);

        static native TemplateInstance delete(View view, Budget budget, boolean dialog);

        static native TemplateInstance delete$question(View view, Budget budget, boolean dialog);
    }

    /** The form's fields as they come. */
    static final class Fields {
        @RestForm
        @Nullable
        String scope;

        @RestForm
        @Nullable
        String scopeId;

        @RestForm
        @Nullable
        String period;

        @RestForm
        @Nullable
        String limitWon;

        @RestForm
        @Nullable
        String hard;

        @RestForm
        @Nullable
        String alertThresholds;

        @RestForm
        @Nullable
        String webhookUrl;

        @RestForm
        @Nullable
        String email;

        BudgetForm form() {
            return BudgetForm.typed(
                    Choice.of(Budget.Scope.class, scope).orElse(Budget.Scope.TENANT),
                    scopeId,
                    Choice.of(Budget.Period.class, period).orElse(Budget.Period.MONTH),
                    limitWon,
                    !"false".equals(hard),
                    alertThresholds,
                    webhookUrl,
                    email);
        }
    }

    @GET
    public Uni<TemplateInstance> list(
            String tenant,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String project,
            @HeaderParam("HX-Request") boolean part) {
        BudgetForm form = project == null ? BudgetForm.blank() : BudgetForm.ofProject(project);
        return views.ofTenant(tenant, Section.BUDGETS)
                .flatMap(view -> page(view, form, null, after).map(page -> render(view, page, part)));
    }

    @POST
    public Uni<Response> set(String tenant, @BeanParam Fields fields, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.BUDGETS).flatMap(view -> set(view, fields.form(), part));
    }

    @GET
    @Path("{id}")
    public Uni<TemplateInstance> change(String tenant, long id) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.BUDGETS), billing.budget(tenant, id))
                .with((view, budget) -> view.render(Templates.change(view, BudgetForm.of(budget))));
    }

    @POST
    @Path("{id}")
    public Uni<Response> replace(String tenant, long id, @BeanParam Fields fields) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.BUDGETS), billing.budget(tenant, id))
                .withUni((view, budget) -> replace(view, fields.form().changing(budget)));
    }

    @GET
    @Path("{id}/delete")
    public Uni<TemplateInstance> ask(String tenant, long id, @HeaderParam("HX-Request") boolean dialog) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.BUDGETS), billing.budget(tenant, id))
                .with((view, budget) -> view.render(
                        dialog
                                ? Templates.delete$question(view, budget, true)
                                : Templates.delete(view, budget, false)));
    }

    @POST
    @Path("{id}/delete")
    public Uni<Response> delete(String tenant, long id, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.BUDGETS)
                .flatMap(view -> billing.deleteBudget(tenant, id)
                        .onFailure(Refusal::isGone)
                        .recoverWithNull()
                        .replaceWith(view))
                .flatMap(view -> part ? board(view, null, 200, true) : backToList(tenant));
    }

    private Uni<Response> set(View view, BudgetForm typed, boolean part) {
        BudgetsMessages say = view.messages(BudgetsMessages.class);
        return Forms.submit(
                view,
                typed.checked(say),
                form -> billing.setBudget(view.tenantId(), form.toDraft())
                        .flatMap(budget -> board(view, told(budget), 201, part)),
                (form, failure) -> form.failed(failure, say),
                form -> page(view, form, null, null).map(page -> Answers.again(render(view, page, part))));
    }

    private Uni<Response> replace(View view, BudgetForm typed) {
        BudgetsMessages say = view.messages(BudgetsMessages.class);
        return Forms.submit(
                view,
                typed.checked(say),
                form -> billing.replaceBudget(view.tenantId(), form.id(), form.toDraft())
                        .flatMap(budget ->
                                told(budget) == null ? backToList(view.tenantId()) : board(view, budget, 200, false)),
                (form, failure) -> form.failed(failure, say),
                form -> Uni.createFrom().item(Answers.again(view.render(Templates.change(view, form)))));
    }

    /** The budget where it has a secret to tell. */
    private static @Nullable Budget told(Budget budget) {
        return budget.webhookSecret() == null ? null : budget;
    }

    private Uni<Response> board(View view, @Nullable Budget told, int status, boolean part) {
        return page(view, BudgetForm.blank(), told, null).map(page -> Answers.page(status, render(view, page, part)));
    }

    private Uni<BudgetsPage> page(View view, BudgetForm form, @Nullable Budget told, @Nullable String after) {
        boolean maySet = view.mayOpen(Section.BUDGETS);
        return Part.ask(Service.BILLING, billing.budgets(view.tenantId(), PAGE_SIZE, after))
                .map(budgets -> new BudgetsPage(budgets, form, told, after == null, maySet));
    }

    private static TemplateInstance render(View view, BudgetsPage page, boolean part) {
        return view.render(part ? Templates.budgets$board(view, page) : Templates.budgets(view, page));
    }

    private static Uni<Response> backToList(String tenant) {
        return Uni.createFrom().item(Answers.backTo(Section.BUDGETS, tenant));
    }
}
