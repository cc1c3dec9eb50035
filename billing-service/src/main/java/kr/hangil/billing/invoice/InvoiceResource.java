package kr.hangil.billing.invoice;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.YearMonth;
import kr.hangil.billing.invoice.DraftingStore.Attempt;
import kr.hangil.contracts.page.Page;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Invoices, for operators. */
@Path("/v1/invoices")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class InvoiceResource {

    private final InvoiceService service;
    private final AutomaticDrafts automatic;
    private final SecurityIdentity identity;

    InvoiceResource(InvoiceService service, AutomaticDrafts automatic, SecurityIdentity identity) {
        this.service = service;
        this.automatic = automatic;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Invoice>> draft(@NotNull @Valid DraftRequest request) {
        return service.draft(request.tenant(), YearMonth.parse(request.month()), caller())
                .map(drawn -> RestResponse.status(
                        drawn.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, drawn.invoice()));
    }

    @GET
    public Uni<Page<Invoice>> list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("state") @Pattern(regexp = "draft|held|finalised|settled|voided") @Nullable String state,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return service.list(tenant, state == null ? null : Invoice.State.of(state), false, limit, after);
    }

    /** What became of the drafts that were drawn without being asked for. @param month {@code 2026-11} */
    @GET
    @Path("/drafting")
    public Uni<Page<Attempt>> drafting(
            @QueryParam("month")
                    @NotNull
                    @Pattern(regexp = "20\\d{2}-(0[1-9]|1[0-2])", message = "must be a month such as 2026-11")
                    String month,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("") String after) {
        return automatic.attempts(YearMonth.parse(month), limit, after);
    }

    @GET
    @Path("/{id}")
    public Uni<Invoice> get(@PathParam("id") long id) {
        return service.get(id);
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> discard(@PathParam("id") long id) {
        return service.discard(id);
    }

    @POST
    @Path("/{id}/approve")
    public Uni<Invoice> approve(@PathParam("id") long id) {
        return service.approve(id);
    }

    @POST
    @Path("/{id}/finalise")
    public Uni<Invoice> finalise(@PathParam("id") long id) {
        return service.finalise(id, caller());
    }

    @POST
    @Path("/{id}/settle")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Invoice> settle(@PathParam("id") long id, @NotNull @Valid Reason reason) {
        return service.settle(id, reason.reason(), caller());
    }

    @POST
    @Path("/{id}/void")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Invoice> cancel(@PathParam("id") long id, @NotNull @Valid Reason reason) {
        return service.cancel(id, reason.reason(), caller());
    }

    @POST
    @Path("/{id}/credit-notes")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Invoice> note(@PathParam("id") long id, @NotNull @Valid NoteRequest note) {
        return service.note(id, note.line(), note.supplyWon(), note.reason(), caller());
    }

    private String caller() {
        return identity.getPrincipal().getName();
    }

    /** @param month {@code 2026-11} */
    record DraftRequest(
            @NotNull @Size(min = 1, max = 63) String tenant,

            @NotNull @Pattern(regexp = "20\\d{2}-(0[1-9]|1[0-2])", message = "must be a month such as 2026-11")
            String month) {}

    record Reason(
            @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*")
            String reason) {}

    record NoteRequest(
            @NotNull @Min(1) Integer line,
            @NotNull @Min(1) Long supplyWon,

            @NotNull @Size(min = 1, max = 200) @Pattern(regexp = "\\P{Cntrl}*")
            String reason) {}
}
