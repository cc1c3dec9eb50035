package kr.hangil.portal.billing;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.upstream.RefusalMapper;
import kr.hangil.portal.upstream.UpstreamHeaders;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** Billing, over the wire. */
@RegisterRestClient(configKey = "billing")
@RegisterProvider(RefusalMapper.class)
@RegisterProvider(UpstreamHeaders.class)
@Path("/v1/tenants/{tenant}")
interface BillingClient {

    @GET
    @Path("/usage")
    Uni<UsageReport> usage(
            @PathParam("tenant") String tenant,
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("bucket") String bucket,
            @QueryParam("group_by") String groupBy);

    @GET
    @Path("/spend")
    Uni<SpendReport> spend(
            @PathParam("tenant") String tenant,
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("bucket") String bucket,
            @QueryParam("group_by") String groupBy);

    @GET
    @Path("/forecast")
    Uni<Forecast> forecast(@PathParam("tenant") String tenant);

    @GET
    @Path("/budgets")
    Uni<Page<Budget>> budgets(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/budgets/{id}")
    Uni<Budget> budget(@PathParam("tenant") String tenant, @PathParam("id") long id);

    @POST
    @Path("/budgets")
    Uni<Budget> setBudget(
            @PathParam("tenant") String tenant,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            BudgetDraft draft);

    @PUT
    @Path("/budgets/{id}")
    Uni<Budget> replaceBudget(@PathParam("tenant") String tenant, @PathParam("id") long id, BudgetDraft draft);

    @DELETE
    @Path("/budgets/{id}")
    Uni<Void> deleteBudget(@PathParam("tenant") String tenant, @PathParam("id") long id);

    @GET
    @Path("/credits")
    Uni<Page<Credit>> credits(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/billing-mode")
    Uni<CreditAccount> creditAccount(@PathParam("tenant") String tenant);

    @GET
    @Path("/billing-profile")
    Uni<BillingProfile> profile(@PathParam("tenant") String tenant);

    @PUT
    @Path("/billing-profile")
    Uni<BillingProfile> keepProfile(@PathParam("tenant") String tenant, BillingProfile profile);

    @GET
    @Path("/invoices")
    Uni<Page<Invoice>> invoices(@PathParam("tenant") String tenant, @QueryParam("limit") int limit);

    @GET
    @Path("/invoices/{number}")
    Uni<Invoice> invoice(@PathParam("tenant") String tenant, @PathParam("number") String number);

    @GET
    @Path("/invoices/{number}/statement")
    @Produces("application/pdf")
    Uni<byte[]> statement(
            @PathParam("tenant") String tenant,
            @PathParam("number") String number,
            @QueryParam("lang") String language);

    @GET
    @Path("/tax-invoices")
    Uni<Page<TaxInvoice>> taxInvoices(
            @PathParam("tenant") String tenant, @QueryParam("invoice") long invoice, @QueryParam("limit") int limit);

    @GET
    @Path("/tax-invoices/{id}/pdf")
    @Produces("application/pdf")
    Uni<byte[]> taxInvoicePdf(@PathParam("tenant") String tenant, @PathParam("id") long id);
}
