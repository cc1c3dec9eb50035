package kr.hangil.portal.overview;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.YearMonth;
import java.util.List;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.billing.Forecast;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import kr.hangil.portal.usage.UsageService;

/** {@code /t/{tenant}}. */
@Path("/t/{tenant}")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class OverviewResource {

    private static final String SOME_MODEL = "hangil-mini";

    private final ViewService views;
    private final UsageService usage;
    private final BillingService billing;
    private final GatewayService gateway;
    private final QuickstartConfig config;

    OverviewResource(
            ViewService views,
            UsageService usage,
            BillingService billing,
            GatewayService gateway,
            QuickstartConfig config) {
        this.views = views;
        this.usage = usage;
        this.billing = billing;
        this.gateway = gateway;
        this.config = config;
    }

    @CheckedTemplate(basePath = "overview")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance overview(
                View view,
                UsageService.Report report,
                Part<Forecast> forecast,
                Quickstart quickstart,
                Part<List<String>> models);
    }

    /** @param model a served name that the examples ask for */
    record Quickstart(String baseUrl, String model) {}

    @GET
    public Uni<TemplateInstance> overview(String tenant) {
        return Uni.combine()
                .all()
                .unis(
                        views.ofTenant(tenant, Section.OVERVIEW),
                        usage.report(tenant, YearMonth.from(usage.today())),
                        Part.ask(Service.BILLING, billing.forecast(tenant)),
                        Part.ask(Service.GATEWAY, gateway.models(tenant)))
                .with((view, report, forecast, models) ->
                        view.render(Templates.overview(view, report, forecast, quickstart(models), models)));
    }

    private Quickstart quickstart(Part<List<String>> models) {
        List<String> names = models.value();
        return new Quickstart(config.baseUrl(), names == null || names.isEmpty() ? SOME_MODEL : names.getFirst());
    }
}
