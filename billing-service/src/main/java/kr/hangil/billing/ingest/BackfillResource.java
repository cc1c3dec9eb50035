package kr.hangil.billing.ingest;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.usage.UsageEvent;

/** The audited door for usage that is older than the ingest window takes. */
@Path("/v1/usage/backfills")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class BackfillResource {

    private final BackfillService service;
    private final SecurityIdentity identity;
    private final Vertx vertx;
    private final EventReader reader = new EventReader();

    BackfillResource(BackfillService service, SecurityIdentity identity, Vertx vertx) {
        this.service = service;
        this.identity = identity;
        this.vertx = vertx;
    }

    /**
     * Books a batch, or says what booking it would do.
     *
     * @param dryRun must be true for a body before it may be false
     * @param reason why, for whoever audits it
     */
    @POST
    @Consumes(UsageEvent.BATCH_MEDIA_TYPE)
    public Uni<BackfillReport> backfill(
            @QueryParam("dryRun") @NotNull @Pattern(regexp = "true|false", message = "must be true or false")
                    String dryRun,
            @QueryParam("reason") @NotBlank @Size(max = 500) String reason,
            byte[] body) {
        var call = new BackfillService.Call(
                Boolean.parseBoolean(dryRun),
                Digest.sha256(body),
                reason.strip(),
                identity.getPrincipal().getName());
        return vertx.executeBlocking(() -> service.judge(reader.readBatch(body)), false)
                .flatMap(judged -> service.run(call, judged));
    }
}
