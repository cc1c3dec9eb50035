package kr.hangil.billing.pricing;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import kr.hangil.billing.database.Database;
import org.jboss.logging.Logger;

/** Says at the start when nothing can be charged. No reason to refuse to start: books are published through this service. */
final class PriceBookPresence {

    private static final Logger LOG = Logger.getLogger(PriceBookPresence.class);

    void onStart(@Observes StartupEvent event, Database database) {
        database.transaction(PriceBookPresence::anyPrice)
                .subscribe()
                .with(
                        PriceBookPresence::report,
                        failure -> LOG.warnf("prices cannot be read: %s", failure.getMessage()));
    }

    private static Uni<Boolean> anyPrice(SqlConnection connection) {
        return connection
                .query("SELECT EXISTS (SELECT FROM price) AS present")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("present"));
    }

    private static void report(boolean present) {
        if (!present) {
            LOG.warn("no price book is published: usage is booked and waits as unrated until POST /v1/price-books");
        }
    }
}
