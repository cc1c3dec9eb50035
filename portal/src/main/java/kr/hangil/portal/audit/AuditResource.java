package kr.hangil.portal.audit;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /t/{tenant}/audit}, to look at. */
@Path("/t/{tenant}/audit")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class AuditResource {

    private static final int PAGE_SIZE = 50;

    private final ViewService views;
    private final GatewayService gateway;

    AuditResource(ViewService views, GatewayService gateway) {
        this.views = views;
        this.gateway = gateway;
    }

    @CheckedTemplate(basePath = "audit")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance audit(View view, AuditPage page);
    }

    @GET
    public Uni<TemplateInstance> audit(String tenant, @RestQuery @Nullable String after) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.AUDIT), page(tenant, after))
                .with((view, page) -> view.render(Templates.audit(view, page)));
    }

    private Uni<AuditPage> page(String tenant, @Nullable String after) {
        var entries = Part.ask(Service.GATEWAY, gateway.audit(tenant, PAGE_SIZE, after));
        if (after != null) {
            return entries.map(page -> new AuditPage(page, null));
        }
        return Uni.combine()
                .all()
                .unis(entries, Part.ask(Service.GATEWAY, gateway.auditVerification(tenant)))
                .with(AuditPage::new);
    }
}
