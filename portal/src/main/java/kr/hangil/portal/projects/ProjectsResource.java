package kr.hangil.portal.projects;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Project;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/projects}. Every answer is a whole page, or its changing part where htmx asked for it; both ways work
 * without a script too.
 */
@Path("/t/{tenant}/projects")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class ProjectsResource {

    private static final int PAGE_SIZE = 20;

    private final ViewService views;
    private final GatewayService gateway;

    ProjectsResource(ViewService views, GatewayService gateway) {
        this.views = views;
        this.gateway = gateway;
    }

    @CheckedTemplate(basePath = "projects")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance projects(View view, ProjectsPage page);

        static native TemplateInstance projects$board(View view, ProjectsPage page);
    }

    @GET
    public Uni<TemplateInstance> list(String tenant, @RestQuery @Nullable String after) {
        return views.ofTenant(tenant, Section.PROJECTS)
                .flatMap(view -> page(view, ProjectForm.blank(), null, after).map(page -> render(view, page, false)));
    }

    @POST
    public Uni<Response> create(
            String tenant,
            @RestForm @Nullable String id,
            @RestForm @Nullable String name,
            @HeaderParam("HX-Request") boolean part) {
        ProjectForm typed = ProjectForm.typed(Typed.text(id), Typed.text(name));
        return views.ofTenant(tenant, Section.PROJECTS).flatMap(view -> create(view, typed, part));
    }

    private Uni<Response> create(View view, ProjectForm typed, boolean part) {
        ProjectsMessages say = view.messages(ProjectsMessages.class);
        return Forms.submit(
                view,
                typed.checked(say),
                form -> gateway.createProject(view.tenantId(), form.id(), form.name())
                        .flatMap(made -> page(view, ProjectForm.blank(), made, null))
                        .map(page -> Answers.page(201, render(view, page, part))),
                (form, failure) -> form.failed(failure, say),
                form -> page(view, form, null, null).map(page -> Answers.again(render(view, page, part))));
    }

    private Uni<ProjectsPage> page(View view, ProjectForm form, @Nullable Project made, @Nullable String after) {
        String tenant = view.tenantId();
        return Uni.combine()
                .all()
                .unis(
                        Part.ask(Service.GATEWAY, gateway.projects(tenant, PAGE_SIZE, after)),
                        Part.ask(Service.GATEWAY, gateway.policy(tenant).map(Tagged::content)))
                .with((projects, policy) -> new ProjectsPage(projects, policy, form, made, after == null));
    }

    private static TemplateInstance render(View view, ProjectsPage page, boolean part) {
        return view.render(part ? Templates.projects$board(view, page) : Templates.projects(view, page));
    }
}
