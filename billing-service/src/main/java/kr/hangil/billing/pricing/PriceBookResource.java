package kr.hangil.billing.pricing;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.billing.pricing.PriceBookService.Published;
import kr.hangil.contracts.page.Page;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Price books: everyone who is signed in may read them, operators publish. */
@Path("/v1/price-books")
@Produces(MediaType.APPLICATION_JSON)
class PriceBookResource {

    private final PriceBookService service;
    private final SecurityIdentity identity;

    PriceBookResource(PriceBookService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("platform-operator")
    public Uni<RestResponse<PriceBook>> publish(
            @HeaderParam("Idempotency-Key") @Pattern(regexp = "[\\x21-\\x7e]{1,255}") @Nullable String key,
            @NotNull @Valid PriceBookDraft draft) {
        PriceBookRules.check(draft);
        return service.publish(draft, key, identity.getPrincipal().getName()).map(PriceBookResource::answer);
    }

    @GET
    @Authenticated
    public Uni<Page<PriceBook>> list(
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return service.list(limit, after);
    }

    private static RestResponse<PriceBook> answer(Published published) {
        RestResponse.Status status = published.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        return RestResponse.status(status, published.book());
    }
}
