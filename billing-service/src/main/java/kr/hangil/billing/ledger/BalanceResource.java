package kr.hangil.billing.ledger;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.SortedMap;
import java.util.TreeMap;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.money.ExactWon;

/** A tenant's balances, as the entries have them. */
@Path("/v1/tenants/{tenant}/balances")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class BalanceResource {

    private final Database database;
    private final Ledger ledger;

    BalanceResource(Database database, Ledger ledger) {
        this.database = database;
        this.ledger = ledger;
    }

    @GET
    public Uni<Balances> balances(@PathParam("tenant") String tenant) {
        return database.transaction(connection -> ledger.balances(connection, tenant))
                .map(balances -> {
                    SortedMap<String, String> texts = new TreeMap<>();
                    balances.forEach((account, won) -> texts.put(account.wireName(), ExactWon.text(won)));
                    return new Balances(tenant, "KRW", texts);
                });
    }

    /** @param accounts won by account, plain decimals; debits are positive */
    record Balances(String tenant, String currency, SortedMap<String, String> accounts) {}
}
