package kr.hangil.billing.reconciliation;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.LocalDate;
import kr.hangil.billing.reconciliation.ServedStore.Source;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;

/** What was served beside what was billed, for operators. */
@Path("/v1/reconciliation")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class ReconciliationResource {

    private final ReconciliationService service;
    private final ServedFetch fetch;

    ReconciliationResource(ReconciliationService service, ServedFetch fetch) {
        this.service = service;
        this.fetch = fetch;
    }

    /** @param day {@code 2026-11-28}, of Asia/Seoul */
    @GET
    public Uni<Report> report(
            @QueryParam("day") @NotNull String day,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("") String after) {
        return service.report(new Day(date(day))).map(report -> report.page(limit, after));
    }

    /** Pods that are asked, by address. */
    @GET
    @Path("/pods")
    public Uni<Page<Source>> pods(
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("") String after) {
        return fetch.sources(limit, after);
    }

    /** Asks every pod now; answers once all have answered or failed. */
    @POST
    @Path("/readings")
    public Uni<Void> read() {
        return fetch.now();
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "day", "'day' must be a day such as 2026-11-28, of Asia/Seoul");
        }
    }
}
