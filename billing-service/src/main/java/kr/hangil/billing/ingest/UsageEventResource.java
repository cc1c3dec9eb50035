package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Supplier;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.contracts.usage.UsageVerdict;

/** Where gateways deliver usage. */
@Path("/v1/usage/events")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("usage-writer")
class UsageEventResource {

    private final IngestService service;
    private final Vertx vertx;
    private final EventReader reader = new EventReader();

    UsageEventResource(IngestService service, Vertx vertx) {
        this.service = service;
        this.vertx = vertx;
    }

    @POST
    @Consumes(UsageEvent.MEDIA_TYPE)
    public Uni<UsageVerdict.Verdicts> one(byte[] body) {
        return ingest(() -> reader.readOne(body));
    }

    @POST
    @Consumes(UsageEvent.BATCH_MEDIA_TYPE)
    public Uni<UsageVerdict.Verdicts> batch(byte[] body) {
        return ingest(() -> reader.readBatch(body));
    }

    /** A thousand events take milliseconds to parse and to hash: too long for an event loop. */
    private Uni<UsageVerdict.Verdicts> ingest(Supplier<List<EventReader.Item>> body) {
        return vertx.executeBlocking(() -> service.judge(body.get()), false)
                .flatMap(service::book)
                .map(UsageVerdict.Verdicts::new);
    }
}
