package kr.hangil.billing.verification;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** For {@code ./hangil verify}. */
@Path("/v1/verification")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class VerificationResource {

    private final VerificationService service;

    VerificationResource(VerificationService service) {
        this.service = service;
    }

    @GET
    public Uni<VerificationReport> verify() {
        return service.verify();
    }
}
