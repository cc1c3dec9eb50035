package kr.hangil.portal.keys;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.ApiKey;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.upstream.Refusal;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/keys/{id}}: one key is changed, rotated, revoked. Every answer is a whole page, or the part that htmx asked
 * for; both ways work without a script too.
 */
@Path("/t/{tenant}/keys/{id}")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class KeyResource {

    private static final Grace USUAL_GRACE = Grace.DAY;

    private final ViewService views;
    private final GatewayService gateway;
    private final KeyPages pages;
    private final Clock clock;

    KeyResource(ViewService views, GatewayService gateway, KeyPages pages, Clock clock) {
        this.views = views;
        this.gateway = gateway;
        this.pages = pages;
        this.clock = clock;
    }

    @CheckedTemplate(basePath = "keys")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance change(View view, KeyPage page);

        static native TemplateInstance change$board(View view, KeyPage page);

        static native TemplateInstance revoke(View view, ApiKey key, boolean dialog);

        static native TemplateInstance revoke$question(View view, ApiKey key, boolean dialog);

        static native TemplateInstance rotate(View view, ApiKey key, List<Grace> graces, Grace usual, boolean dialog);

        static native TemplateInstance rotate$question(
                View view, ApiKey key, List<Grace> graces, Grace usual, boolean dialog);
    }

    @GET
    public Uni<TemplateInstance> show(String tenant, String id) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.KEYS), gateway.key(tenant, id))
                .withUni((view, key) -> pages.one(view, KeyForm.of(key), false).map(page -> render(view, page, false)));
    }

    @POST
    public Uni<Response> change(
            String tenant, String id, @BeanParam KeyFields fields, @HeaderParam("HX-Request") boolean part) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.KEYS), gateway.key(tenant, id))
                .withUni((view, key) -> change(view, key, fields.form(Expiry.KEEP), part));
    }

    @GET
    @Path("revoke")
    public Uni<TemplateInstance> ask(String tenant, String id, @HeaderParam("HX-Request") boolean dialog) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.KEYS), gateway.key(tenant, id))
                .with((view, key) -> view.render(
                        dialog
                                ? Templates.revoke$question(view, key.content(), true)
                                : Templates.revoke(view, key.content(), false)));
    }

    @POST
    @Path("revoke")
    public Uni<Response> revoke(String tenant, String id, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.KEYS)
                .call(() ->
                        gateway.revoke(tenant, id).onFailure(Refusal::isGone).recoverWithNull())
                .flatMap(view -> part ? board(view) : backToList(tenant));
    }

    @GET
    @Path("rotate")
    public Uni<TemplateInstance> askToRotate(String tenant, String id, @HeaderParam("HX-Request") boolean dialog) {
        List<Grace> graces = List.of(Grace.values());
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.KEYS), gateway.key(tenant, id))
                .with((view, key) -> view.render(
                        dialog
                                ? Templates.rotate$question(view, key.content(), graces, USUAL_GRACE, true)
                                : Templates.rotate(view, key.content(), graces, USUAL_GRACE, false)));
    }

    @POST
    @Path("rotate")
    public Uni<Response> rotate(
            String tenant, String id, @RestForm @Nullable String grace, @HeaderParam("HX-Request") boolean part) {
        Grace chosen = Grace.of(grace).orElse(USUAL_GRACE);
        return views.ofTenant(tenant, Section.KEYS)
                .flatMap(view -> gateway.rotate(tenant, id, chosen.time())
                        .flatMap(rotated -> pages.list(view, rotated))
                        .map(page -> Answers.page(200, KeysResource.render(view, page, part))));
    }

    /** @param now what to show where it is not what the form was filled from */
    private Uni<Response> change(View view, Tagged<ApiKey> now, KeyForm typed, boolean part) {
        KeysMessages say = view.messages(KeysMessages.class);
        ApiKey key = now.content();
        return Forms.submit(
                view,
                typed.changing(key).checked(say, view.language()),
                form -> gateway.change(view.tenantId(), key.id(), form.tag(), form.toDraft(clock.instant()))
                        .flatMap(changed -> pages.one(view, KeyForm.of(changed), true))
                        .map(page -> Answers.page(200, render(view, page, part))),
                (form, failure) -> failure.kind() == FormFailure.Kind.OUTDATED
                        ? KeyForm.outdated(now, say)
                        : form.failed(failure, say),
                form -> pages.one(view, form, false).map(page -> Answers.again(render(view, page, part))));
    }

    private Uni<Response> board(View view) {
        return pages.list(view, null).map(page -> Answers.page(200, KeysResource.render(view, page, true)));
    }

    private static TemplateInstance render(View view, KeyPage page, boolean part) {
        return view.render(part ? Templates.change$board(view, page) : Templates.change(view, page));
    }

    private static Uni<Response> backToList(String tenant) {
        return Uni.createFrom().item(Answers.backTo(Section.KEYS, tenant));
    }
}
