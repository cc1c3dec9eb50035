package kr.hangil.billing.focus;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.YearMonth;
import java.util.List;
import kr.hangil.billing.contract.Contract;
import kr.hangil.billing.contract.Contracts;
import kr.hangil.billing.export.ExportFormat;
import kr.hangil.billing.export.ExportRequest;
import kr.hangil.billing.export.Exports;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.invoice.FinalInvoices;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** A month's charges in FOCUS's columns, for those who look after a tenant's money. */
@Path("/v1/tenants/{tenant}/exports/focus")
@Produces({ExportFormat.CSV_TYPE, ExportFormat.PARQUET_TYPE})
@Authenticated
class FocusResource {

    private final Exports exports;
    private final FinalInvoices invoices;
    private final Contracts contracts;
    private final TenantAccess access;

    FocusResource(Exports exports, FinalInvoices invoices, Contracts contracts, TenantAccess access) {
        this.exports = exports;
        this.invoices = invoices;
        this.contracts = contracts;
        this.access = access;
    }

    @GET
    public Uni<Response> charges(
            @PathParam("tenant") String tenant,
            @QueryParam("month")
                    @NotNull
                    @Pattern(regexp = "20\\d{2}-(0[1-9]|1[0-2])", message = "must be a month such as 2026-11")
                    String month,
            @QueryParam("format") @Nullable String format,
            @QueryParam("bom") @Nullable String bom,
            @Context HttpHeaders headers) {
        return access.mayManageMoney(tenant).chain(() -> {
            YearMonth billed = YearMonth.parse(month);
            return exports.answer(
                    FocusColumn.table(tenant, billed),
                    ExportRequest.of(format, bom, headers),
                    connection -> rows(connection, tenant, billed));
        });
    }

    private Multi<List<TableRow>> rows(SqlConnection connection, String tenant, YearMonth month) {
        return contracts
                .of(connection, tenant)
                .flatMap(agreed ->
                        invoices.concerning(connection, tenant, month).map(found -> rows(found, month, agreed)))
                .invoke(rows -> {
                    if (rows.isEmpty()) {
                        throw new PlatformException(
                                ErrorCode.NOT_FOUND,
                                "nothing of " + month + " is invoiced, and nothing taken back in it");
                    }
                })
                .toMulti();
    }

    private static List<TableRow> rows(List<Invoice> invoices, YearMonth month, List<Contract> contracts) {
        return invoices.stream()
                .flatMap(invoice -> Charges.of(invoice, month, contracts).stream())
                .map(FocusColumn::row)
                .toList();
    }
}
