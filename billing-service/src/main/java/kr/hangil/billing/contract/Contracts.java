package kr.hangil.billing.contract;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Contracts, for what is told of their months. */
@ApplicationScoped
public class Contracts {

    private final ContractStore store;

    Contracts(ContractStore store) {
        this.store = store;
    }

    /** Those of {@code tenant}, by month. */
    public Uni<List<Contract>> of(SqlConnection connection, String tenant) {
        return store.list(connection, tenant);
    }
}
