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
import jakarta.ws.rs.core.HttpHeaders;
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
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("bucket") String bucket,
            @QueryParam("group_by") String groupBy);

    @GET
    @Path("/spend")
    Uni<SpendReport> spend(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("bucket") String bucket,
            @QueryParam("group_by") String groupBy);

    @GET
    @Path("/budgets")
    Uni<Page<Budget>> budgets(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/budgets/{id}")
    Uni<Budget> budget(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("id") long id);

    @POST
    @Path("/budgets")
    Uni<Budget> setBudget(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            BudgetDraft draft);

    @PUT
    @Path("/budgets/{id}")
    Uni<Budget> replaceBudget(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("id") long id,
            BudgetDraft draft);

    @DELETE
    @Path("/budgets/{id}")
    Uni<Void> deleteBudget(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("id") long id);

    @GET
    @Path("/invoices")
    Uni<Page<Invoice>> invoices(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit);

    @GET
    @Path("/invoices/{number}")
    Uni<Invoice> invoice(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("number") String number);

    @GET
    @Path("/tax-invoices")
    Uni<Page<TaxInvoice>> taxInvoices(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("invoice") long invoice,
            @QueryParam("limit") int limit);

    @GET
    @Path("/tax-invoices/{id}/pdf")
    @Produces("application/pdf")
    Uni<byte[]> taxInvoicePdf(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("id") long id);
}
