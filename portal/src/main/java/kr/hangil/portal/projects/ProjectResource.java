package kr.hangil.portal.projects;

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
import java.net.URI;
import java.util.List;
import java.util.Optional;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.billing.Budget;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.gateway.Project;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.limits.LimitsFields;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/projects/{id}}: one project, its limits and its budgets. Every answer is a whole page, or its changing part
 * where htmx asked for it; both ways work without a script too.
 */
@Path("/t/{tenant}/projects/{id}")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class ProjectResource {

    private final ViewService views;
    private final GatewayService gateway;
    private final BillingService billing;

    ProjectResource(ViewService views, GatewayService gateway, BillingService billing) {
        this.views = views;
        this.gateway = gateway;
        this.billing = billing;
    }

    @CheckedTemplate(basePath = "projects")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance project(View view, ProjectPage page);

        static native TemplateInstance project$board(View view, ProjectPage page);

        static native TemplateInstance rename(View view, ProjectForm form);
    }

    @GET
    public Uni<TemplateInstance> show(String tenant, String id) {
        return Uni.combine()
                .all()
                .unis(
                        views.ofTenant(tenant, Section.PROJECTS),
                        gateway.project(tenant, id),
                        Part.ask(Service.GATEWAY, gateway.policy(tenant)))
                .withUni((view, project, policy) ->
                        page(view, project, policy, null, false).map(page -> render(view, page, false)));
    }

    @POST
    @Path("limits")
    public Uni<Response> limit(
            String tenant,
            String id,
            @RestForm @Nullable String tag,
            @BeanParam LimitsFields limits,
            @HeaderParam("HX-Request") boolean part) {
        ProjectLimitsForm typed = ProjectLimitsForm.typed(Typed.text(tag), limits.form());
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.PROJECTS), gateway.project(tenant, id), gateway.policy(tenant))
                .withUni((view, project, policy) -> limit(view, project, policy, typed, part));
    }

    @GET
    @Path("name")
    public Uni<TemplateInstance> askForName(String tenant, String id) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.PROJECTS), gateway.project(tenant, id))
                .with((view, project) ->
                        view.render(Templates.rename(view, ProjectForm.typed(project.id(), project.name()))));
    }

    @POST
    @Path("name")
    public Uni<Response> rename(String tenant, String id, @RestForm @Nullable String name) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.PROJECTS), gateway.project(tenant, id))
                .withUni((view, project) -> rename(view, ProjectForm.typed(project.id(), Typed.text(name))));
    }

    /** @param now has the rest of the policy, and is what to show where it is not what the form was filled from */
    private Uni<Response> limit(View view, Project project, Tagged<Policy> now, ProjectLimitsForm typed, boolean part) {
        ProjectsMessages say = view.messages(ProjectsMessages.class);
        return Forms.submit(
                view,
                typed.checked(view.language()),
                form -> gateway.decide(view.tenantId(), form.tag(), form.toDecision(now.content(), project.id()))
                        .flatMap(decided -> page(view, project, Part.of(decided), null, true))
                        .map(page -> Answers.page(200, render(view, page, part))),
                (form, failure) -> failure.kind() == FormFailure.Kind.OUTDATED
                        ? ProjectLimitsForm.outdated(now, project.id(), say)
                        : form.failed(failure, say),
                form -> page(view, project, Part.of(now), form, false)
                        .map(page -> Answers.again(render(view, page, part))));
    }

    private Uni<Response> rename(View view, ProjectForm typed) {
        ProjectsMessages say = view.messages(ProjectsMessages.class);
        URI project = URI.create(Section.PROJECTS.path(view.tenantId()) + "/" + typed.id());
        return Forms.submit(
                view,
                typed.checked(say),
                form -> gateway.renameProject(view.tenantId(), form.id(), form.name())
                        .map(renamed -> Response.seeOther(project).build()),
                (form, failure) -> form.failed(failure, say),
                form -> Uni.createFrom().item(Answers.again(view.render(Templates.rename(view, form)))));
    }

    /** @param form what was typed; null for what the policy says */
    private Uni<ProjectPage> page(
            View view, Project project, Part<Tagged<Policy>> policy, @Nullable ProjectLimitsForm form, boolean saved) {
        ProjectLimitsForm shown =
                form == null && policy.isOk() ? ProjectLimitsForm.of(policy.content(), project.id()) : form;
        return budgets(view, project)
                .map(budgets -> new ProjectPage(project, policy, shown, budgets.orElse(null), saved));
    }

    private Uni<Optional<Part<List<Budget>>>> budgets(View view, Project project) {
        return view.mayOpen(Section.BUDGETS)
                ? Part.ask(Service.BILLING, billing.budgetsOfProject(view.tenantId(), project.id()))
                        .map(Optional::of)
                : Uni.createFrom().item(Optional.empty());
    }

    private static TemplateInstance render(View view, ProjectPage page, boolean part) {
        return view.render(part ? Templates.project$board(view, page) : Templates.project(view, page));
    }
}
