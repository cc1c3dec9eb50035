package kr.hangil.portal.credits;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /t/{tenant}/credits}, to look at: operators grant credit. */
@Path("/t/{tenant}/credits")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class CreditsResource {

    private static final int PAGE_SIZE = 20;

    private final ViewService views;
    private final BillingService billing;
    private final Clock clock;

    CreditsResource(ViewService views, BillingService billing, Clock clock) {
        this.views = views;
        this.billing = billing;
        this.clock = clock;
    }

    @CheckedTemplate(basePath = "credits")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance credits(View view, CreditsPage page);
    }

    @GET
    public Uni<TemplateInstance> credits(String tenant, @RestQuery @Nullable String after) {
        return Uni.combine()
                .all()
                .unis(
                        views.ofTenant(tenant, Section.CREDITS),
                        Part.ask(Service.BILLING, billing.creditAccount(tenant)),
                        Part.ask(Service.BILLING, billing.credits(tenant, PAGE_SIZE, after)))
                .with((view, account, credits) -> view.render(
                        Templates.credits(view, new CreditsPage(account, credits, after == null, clock.instant()))));
    }
}
