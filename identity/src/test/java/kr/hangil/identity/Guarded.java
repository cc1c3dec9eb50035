package kr.hangil.identity;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What any service has: something that only those may reach whom Keycloak knows. */
@Path("/guarded")
@Authenticated
public class Guarded {

    private final SecurityIdentity caller;

    Guarded(SecurityIdentity caller) {
        this.caller = caller;
    }

    @GET
    public String name() {
        return caller.getPrincipal().getName();
    }
}
