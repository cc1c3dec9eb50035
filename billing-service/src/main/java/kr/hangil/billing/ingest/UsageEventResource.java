package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.contracts.usage.UsageVerdict;

/** Where gateways deliver usage. */
@Path("/v1/usage/events")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("usage-writer")
class UsageEventResource {

    private final IngestService service;
    private final EventReader reader = new EventReader();

    UsageEventResource(IngestService service) {
        this.service = service;
    }

    @POST
    @Consumes(UsageEvent.MEDIA_TYPE)
    public Uni<UsageVerdict.Verdicts> one(byte[] body) {
        return service.ingest(reader.readOne(body)).map(UsageVerdict.Verdicts::new);
    }

    @POST
    @Consumes(UsageEvent.BATCH_MEDIA_TYPE)
    public Uni<UsageVerdict.Verdicts> batch(byte[] body) {
        return service.ingest(reader.readBatch(body)).map(UsageVerdict.Verdicts::new);
    }
}
