package kr.hangil.portal.home;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.session.SessionService;

/** {@code /} for everyone, {@code /start} for those signed in. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class HomeResource {

    private static final URI START = URI.create("/start");

    private final SessionService session;
    private final ViewService views;

    HomeResource(SessionService session, ViewService views) {
        this.session = session;
        this.views = views;
    }

    @CheckedTemplate(basePath = "home")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance welcome(View view);

        static native TemplateInstance noTenant(View view);

        static native TemplateInstance refused(View view);
    }

    @GET
    @PermitAll
    public Uni<Response> welcome() {
        return session.isSignedIn()
                .map(signedIn -> signedIn
                        ? Response.seeOther(START).build()
                        : html(views.ofAnyone(), Templates.welcome(views.ofAnyone())));
    }

    /** Leads to the person's first tenant, or says that there is none. */
    @GET
    @Path("start")
    @Authenticated
    public Uni<Response> start() {
        return views.tenants()
                .map(tenants -> tenants.isEmpty()
                        ? html(views.ofPerson(), Templates.noTenant(views.ofPerson()))
                        : Response.seeOther(URI.create(
                                        Section.OVERVIEW.path(tenants.getFirst().id())))
                                .build());
    }

    /** Where Keycloak sends a browser whose sign-in it refused. */
    @GET
    @Path("signin/refused")
    @PermitAll
    public Response refused() {
        return html(views.ofAnyone(), Templates.refused(views.ofAnyone()));
    }

    private static Response html(View view, TemplateInstance template) {
        return Response.ok(view.render(template), MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .build();
    }
}
