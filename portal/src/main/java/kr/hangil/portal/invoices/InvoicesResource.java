package kr.hangil.portal.invoices;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.billing.Invoice;
import kr.hangil.portal.billing.TaxInvoice;
import kr.hangil.portal.frame.Formats;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /t/{tenant}/invoices}, one of them, and its tax invoices as PDF. */
@Path("/t/{tenant}/invoices")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class InvoicesResource {

    private static final String PDF = "application/pdf";

    private final ViewService views;
    private final BillingService billing;
    private final Clock clock;

    InvoicesResource(ViewService views, BillingService billing, Clock clock) {
        this.views = views;
        this.billing = billing;
        this.clock = clock;
    }

    @CheckedTemplate(basePath = "invoices")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance invoices(View view, InvoicesPage page);

        static native TemplateInstance invoice(View view, Invoice invoice, Part<List<TaxInvoice>> taxInvoices);
    }

    @GET
    public Uni<TemplateInstance> list(String tenant, @RestQuery @DefaultValue("1") @Min(1) @Max(1000) int page) {
        YearMonth month = YearMonth.from(LocalDate.now(clock.withZone(Formats.ZONE)));
        return views.ofTenant(tenant, Section.INVOICES)
                .flatMap(view -> Part.ask(Service.BILLING, billing.invoices(tenant))
                        .map(invoices ->
                                view.render(Templates.invoices(view, new InvoicesPage(invoices, page, month)))));
    }

    @GET
    @Path("{number}")
    public Uni<TemplateInstance> one(String tenant, String number) {
        return views.ofTenant(tenant, Section.INVOICES)
                .flatMap(view -> billing.invoice(tenant, number).flatMap(invoice -> one(view, invoice)));
    }

    private Uni<TemplateInstance> one(View view, Invoice invoice) {
        return Part.ask(Service.BILLING, billing.taxInvoices(view.tenantId(), invoice.id()))
                .map(taxInvoices -> view.render(Templates.invoice(view, invoice, taxInvoices)));
    }

    @GET
    @Path("{number}/statement")
    public Uni<Response> statement(
            String tenant, String number, @RestQuery("lang") @NotNull @Pattern(regexp = "ko|en") String language) {
        return billing.statement(tenant, number, language)
                .map(pdf -> download(pdf, "statement-" + number + "-" + language + ".pdf"));
    }

    @GET
    @Path("tax-invoices/{id}/pdf")
    public Uni<Response> pdf(String tenant, long id) {
        return billing.taxInvoicePdf(tenant, id).map(pdf -> download(pdf, "tax-invoice-" + id + ".pdf"));
    }

    /** A download rather than a page: our content security policy would keep a viewer from showing it. */
    private static Response download(byte[] pdf, String name) {
        return Response.ok(pdf, PDF)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .build();
    }
}
