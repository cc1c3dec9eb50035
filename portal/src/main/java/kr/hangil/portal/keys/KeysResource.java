package kr.hangil.portal.keys;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import kr.hangil.platform.request.RequestIds;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.ApiKey;
import kr.hangil.portal.gateway.CreatedKey;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Tenant;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Refusal;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/keys}. Every answer is a whole page, or its changing part where htmx asked for it; both ways work
 * without a script too.
 */
@Path("/t/{tenant}/keys")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class KeysResource {

    private static final int PAGE_SIZE = 20;
    private static final int UNPROCESSABLE = 422;

    private final ViewService views;
    private final GatewayService gateway;
    private final Clock clock;

    KeysResource(ViewService views, GatewayService gateway, Clock clock) {
        this.views = views;
        this.gateway = gateway;
        this.clock = clock;
    }

    @CheckedTemplate(basePath = "keys")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance keys(View view, KeysPage page);

        static native TemplateInstance keys$board(View view, KeysPage page);

        static native TemplateInstance revoke(View view, ApiKey key, boolean dialog);

        static native TemplateInstance revoke$question(View view, ApiKey key, boolean dialog);
    }

    @GET
    public Uni<TemplateInstance> list(
            String tenant, @RestQuery @Nullable String after, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.KEYS)
                .flatMap(view -> page(view, KeyForm.blank(), null, after).map(page -> render(view, page, part)));
    }

    @POST
    public Uni<Response> create(
            String tenant,
            @RestForm @Nullable String name,
            @RestForm List<String> models,
            @RestForm @Nullable String expiry,
            @HeaderParam("HX-Request") boolean part) {
        KeyForm typed = KeyForm.typed(
                name == null ? "" : name, models, Expiry.of(expiry).orElse(Expiry.DAYS_90));
        return views.ofTenant(tenant, Section.KEYS).flatMap(view -> create(view, typed, part));
    }

    @GET
    @Path("{id}/revoke")
    public Uni<TemplateInstance> ask(String tenant, String id, @HeaderParam("HX-Request") boolean dialog) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.KEYS), gateway.key(tenant, id))
                .with((view, key) -> view.render(
                        dialog ? Templates.revoke$question(view, key, true) : Templates.revoke(view, key, false)));
    }

    @POST
    @Path("{id}/revoke")
    public Uni<Response> revoke(String tenant, String id, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.KEYS)
                .flatMap(view -> gateway.revoke(tenant, id)
                        .onFailure(Refusal::isGone)
                        .recoverWithNull()
                        .replaceWith(view))
                .flatMap(view -> part ? board(view) : backToList(tenant));
    }

    private Uni<Response> create(View view, KeyForm typed, boolean part) {
        KeysMessages say = say(view);
        KeyForm checked = typed.checked(say);
        if (!checked.isFine()) {
            return refused(view, checked, part);
        }
        String requestId = RequestIds.current();
        return gateway.create(view.tenantId(), checked.toNewKey(clock.instant()))
                .flatMap(created -> page(view, KeyForm.blank(), created, null)
                        .map(page -> Answers.page(201, render(view, page, part))))
                .onFailure(Refusal.class)
                .recoverWithUni(e -> refused(view, checked.refused((Refusal) e, say), part))
                .onFailure()
                .recoverWithUni(e -> refused(view, checked.failed(requestId, say), part));
    }

    private Uni<Response> refused(View view, KeyForm form, boolean part) {
        return page(view, form, null, null).map(page -> Answers.page(UNPROCESSABLE, render(view, page, part)));
    }

    private Uni<Response> board(View view) {
        return page(view, KeyForm.blank(), null, null).map(page -> Answers.page(200, render(view, page, true)));
    }

    private Uni<KeysPage> page(View view, KeyForm form, @Nullable CreatedKey created, @Nullable String after) {
        String tenant = view.tenantId();
        return Uni.combine()
                .all()
                .unis(
                        Part.ask(Service.GATEWAY, gateway.keys(tenant, PAGE_SIZE, after)),
                        Part.ask(Service.GATEWAY, gateway.models(tenant)))
                .with((keys, models) ->
                        new KeysPage(keys, models, form, created, after == null, mayCreate(view), clock.instant()));
    }

    private static TemplateInstance render(View view, KeysPage page, boolean part) {
        return view.render(part ? Templates.keys$board(view, page) : Templates.keys(view, page));
    }

    private static Uni<Response> backToList(String tenant) {
        return Uni.createFrom().item(Answers.backTo(Section.KEYS, tenant));
    }

    private static boolean mayCreate(View view) {
        Tenant tenant = view.tenant();
        Tenant.Role role = tenant == null ? null : tenant.role();
        return role != Tenant.Role.VIEWER && role != Tenant.Role.BILLING;
    }

    private static KeysMessages say(View view) {
        return MessageBundles.get(
                KeysMessages.class, Localized.Literal.of(view.language().tag()));
    }
}
