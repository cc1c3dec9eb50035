package kr.hangil.portal.members;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Member;
import kr.hangil.portal.session.CurrentUser;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /t/{tenant}/members}, to look at. */
@Path("/t/{tenant}/members")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class MembersResource {

    private static final int PAGE_SIZE = 50;

    private final ViewService views;
    private final GatewayService gateway;
    private final CurrentUser user;

    MembersResource(ViewService views, GatewayService gateway, CurrentUser user) {
        this.views = views;
        this.gateway = gateway;
        this.user = user;
    }

    @CheckedTemplate(basePath = "members")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance members(View view, Part<Page<Member>> members, String me, boolean first);
    }

    @GET
    public Uni<TemplateInstance> members(String tenant, @RestQuery @Nullable String after) {
        return Uni.combine()
                .all()
                .unis(
                        views.ofTenant(tenant, Section.MEMBERS),
                        Part.ask(Service.GATEWAY, gateway.members(tenant, PAGE_SIZE, after)))
                .with((view, members) -> view.render(Templates.members(view, members, user.subject(), after == null)));
    }
}
