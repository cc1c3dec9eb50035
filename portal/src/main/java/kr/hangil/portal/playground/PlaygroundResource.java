package kr.hangil.portal.playground;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.platform.request.RequestIds;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.session.CurrentUser;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;

/** {@code /t/{tenant}/playground}. */
@Path("/t/{tenant}/playground")
@Authenticated
class PlaygroundResource {

    private final ViewService views;
    private final GatewayService gateway;
    private final CurrentUser user;
    private final ChatClient chats;

    PlaygroundResource(ViewService views, GatewayService gateway, CurrentUser user, ChatClient chats) {
        this.views = views;
        this.gateway = gateway;
        this.user = user;
        this.chats = chats;
    }

    @CheckedTemplate(basePath = "playground")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance playground(View view, Part<List<String>> models);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Uni<TemplateInstance> page(String tenant) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.PLAYGROUND), Part.ask(Service.GATEWAY, gateway.models(tenant)))
                .with((view, models) -> view.render(Templates.playground(view, models)));
    }

    /**
     * The gateway's server-sent events as they come. They are served as bytes, because the gateway has framed them
     * already.
     */
    @POST
    @Path("chat")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Multi<byte[]> chat(String tenant, @NotNull @Valid ChatRequest chat, RoutingContext context) {
        String requestId = RequestIds.current();
        // Filters of answers are not asked about a stream.
        context.response()
                .putHeader(HangilHeaders.REQUEST_ID, requestId)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        return chats.stream(chat, tenant, user.authorization(), requestId);
    }
}
