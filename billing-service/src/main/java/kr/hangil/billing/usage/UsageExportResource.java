package kr.hangil.billing.usage;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import kr.hangil.billing.export.ExportFormat;
import kr.hangil.billing.export.ExportRequest;
import kr.hangil.billing.membership.TenantAccess;
import org.jspecify.annotations.Nullable;

/** What {@link TenantUsageResource} answers, as a file: the same questions in the same words. */
@Path("/v1/tenants/{tenant}/exports")
@Produces({ExportFormat.CSV_TYPE, ExportFormat.PARQUET_TYPE})
@Authenticated
class UsageExportResource {

    private final UsageExport export;
    private final TenantAccess access;
    private final Clock clock;

    UsageExportResource(UsageExport export, TenantAccess access, Clock clock) {
        this.export = export;
        this.access = access;
        this.clock = clock;
    }

    @GET
    @Path("/usage")
    public Uni<Response> usage(
            @PathParam("tenant") String tenant,
            @BeanParam UsageParameters asked,
            @QueryParam("format") @Nullable String format,
            @QueryParam("bom") @Nullable String bom,
            @Context HttpHeaders headers) {
        return access.mayRead(tenant).chain(() -> {
            ExportRequest how = ExportRequest.of(format, bom, headers);
            return export.usage(asked.query(tenant, clock.instant()), how);
        });
    }

    @GET
    @Path("/spend")
    public Uni<Response> spend(
            @PathParam("tenant") String tenant,
            @BeanParam UsageParameters asked,
            @QueryParam("format") @Nullable String format,
            @QueryParam("bom") @Nullable String bom,
            @Context HttpHeaders headers) {
        return access.mayRead(tenant).chain(() -> {
            ExportRequest how = ExportRequest.of(format, bom, headers);
            return export.spend(asked.query(tenant, clock.instant()), how);
        });
    }
}
