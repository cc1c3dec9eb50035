package kr.hangil.billing.contract;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.contract.ContractDraft.PriceDraft;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.RestResponse;

/** Contracts: those who look after a tenant's money see them, operators make them. */
@Path("/v1/tenants/{tenant}/contracts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Authenticated
class ContractResource {

    private final Database database;
    private final ContractStore store;
    private final TenantAccess access;
    private final SecurityIdentity identity;
    private final Clock clock;

    ContractResource(
            Database database, ContractStore store, TenantAccess access, SecurityIdentity identity, Clock clock) {
        this.database = database;
        this.store = store;
        this.access = access;
        this.identity = identity;
        this.clock = clock;
    }

    @GET
    public Uni<Page<Contract>> list(@PathParam("tenant") String tenant) {
        return access.mayManageMoney(tenant)
                .chain(() -> database.transaction(connection -> store.list(connection, tenant)))
                .map(contracts -> new Page<>(contracts, null));
    }

    /** Makes a contract that follows the one there is; 409 where its months have one already or are billed. */
    @POST
    @RolesAllowed("platform-operator")
    public Uni<RestResponse<Contract>> agree(@PathParam("tenant") String tenant, @NotNull @Valid ContractDraft draft) {
        draft.check();
        String by = identity.getPrincipal().getName();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(connection -> store.lock(connection, tenant)
                        .chain(() -> refuseWhatChangesThePast(connection, tenant, YearMonth.parse(draft.from())))
                        .chain(() -> refusePricesThatBudgetsDoNotCount(connection, draft))
                        .chain(() -> store.follow(connection, tenant, draft, by, now)))
                .map(contract -> RestResponse.status(RestResponse.Status.CREATED, contract));
    }

    /** Budgets, credit and gateways count what is listed, so that it must be there and be the most a unit can cost. */
    private Uni<Void> refusePricesThatBudgetsDoNotCount(SqlConnection connection, ContractDraft draft) {
        List<PriceDraft> prices = draft.agreed();
        return store.listed(connection, YearMonth.parse(draft.from()), prices)
                .invoke(listed -> {
                    for (int i = 0; i < prices.size(); i++) {
                        refuse(prices.get(i), listed.get(i), "prices[" + i + "].");
                    }
                })
                .replaceWithVoid();
    }

    private static void refuse(PriceDraft price, Optional<BigDecimal> listed, String path) {
        String what = "the " + price.meter().wireName() + " price of " + price.model();
        BigDecimal least = listed.orElseThrow(() -> PlatformException.at(
                ErrorCode.INVALID_REQUEST,
                path + "model",
                what + " is not listed in the contract's months, so that there is nothing to replace"));
        if (price.dearest().compareTo(least) > 0) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    path + "amount",
                    "%s is listed at %s won for %d in the contract's months; none may be dearer"
                            .formatted(what, least.stripTrailingZeros().toPlainString(), ContractDraft.COMPARED));
        }
    }

    private Uni<Void> refuseWhatChangesThePast(SqlConnection connection, String tenant, YearMonth from) {
        return store.list(connection, tenant)
                .invoke(contracts -> refuseOverlap(contracts, from))
                .chain(() -> store.lastBilled(connection, tenant))
                .invoke(billed -> billed.filter(month -> !month.isBefore(from)).ifPresent(month -> {
                    throw conflict("usage of " + month + " is billed or drafted already; begin later, or void or"
                            + " discard that invoice first");
                }))
                .replaceWithVoid();
    }

    private static void refuseOverlap(List<Contract> contracts, YearMonth from) {
        if (!contracts.isEmpty() && !contracts.getLast().from().isBefore(from)) {
            throw conflict("must be after " + contracts.getLast().from() + ", when the last contract began");
        }
    }

    private static PlatformException conflict(String problem) {
        return PlatformException.at(ErrorCode.CONFLICT, "from", "from: " + problem);
    }
}
