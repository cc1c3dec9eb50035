package kr.hangil.portal.session;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Where a visitor signs in and out. */
@Path("/")
class SessionResource {

    private static final URI HOME = URI.create("/");

    private final SignOutService signOut;

    SessionResource(SignOutService signOut) {
        this.signOut = signOut;
    }

    /** Both the link to sign in and the address that Keycloak sends the browser back to. */
    @GET
    @Path("signin")
    @Authenticated
    public Response signIn() {
        return Response.seeOther(HOME).build();
    }

    @POST
    @Path("signout")
    @PermitAll
    public Uni<Response> signOut() {
        return signOut.signOut().replaceWith(() -> Response.seeOther(HOME).build());
    }

    /** Reached when a session ended before its owner pressed the button. */
    @GET
    @Path("signout")
    @PermitAll
    public Response alreadySignedOut() {
        return Response.seeOther(HOME).build();
    }
}
