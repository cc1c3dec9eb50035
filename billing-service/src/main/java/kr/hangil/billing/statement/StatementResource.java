package kr.hangil.billing.statement;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.invoice.FinalInvoices;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.membership.TenantAccess;
import org.jspecify.annotations.Nullable;

/** The statement of an invoice, for those who look after a tenant's money. */
@Path("/v1/tenants/{tenant}/invoices/{number}/statement")
@Produces("application/pdf")
@Authenticated
class StatementResource {

    private final Database database;
    private final FinalInvoices invoices;
    private final StatementPrinter printer;
    private final TenantAccess access;
    private final Vertx vertx;

    StatementResource(
            Database database, FinalInvoices invoices, StatementPrinter printer, TenantAccess access, Vertx vertx) {
        this.database = database;
        this.invoices = invoices;
        this.printer = printer;
        this.access = access;
        this.vertx = vertx;
    }

    @GET
    public Uni<Response> statement(
            @PathParam("tenant") String tenant,
            @PathParam("number") String number,
            @QueryParam("lang") @Nullable String lang,
            @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) @Nullable String acceptLanguage) {
        return access.mayManageMoney(tenant).chain(() -> {
            Wording words = Wording.of(lang, acceptLanguage);
            return database.transaction(connection -> invoices.get(connection, tenant, number))
                    .flatMap(invoice -> print(invoice, words));
        });
    }

    private Uni<Response> print(Invoice invoice, Wording words) {
        return vertx.executeBlocking(() -> printer.print(invoice, words), false)
                .map(pdf -> Response.ok(pdf, "application/pdf")
                        .header(HttpHeaders.CONTENT_LANGUAGE, words.language())
                        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "inline; filename=\"statement-" + invoice.number() + "-" + words.language() + ".pdf\"")
                        .build());
    }
}
