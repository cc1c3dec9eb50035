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
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
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

    private final ViewService views;
    private final GatewayService gateway;
    private final KeyPages pages;
    private final Clock clock;

    KeysResource(ViewService views, GatewayService gateway, KeyPages pages, Clock clock) {
        this.views = views;
        this.gateway = gateway;
        this.pages = pages;
        this.clock = clock;
    }

    @CheckedTemplate(basePath = "keys")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance keys(View view, KeysPage page);

        static native TemplateInstance keys$board(View view, KeysPage page);
    }

    @GET
    public Uni<TemplateInstance> list(
            String tenant, @RestQuery @Nullable String after, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.KEYS)
                .flatMap(view -> pages.list(view, KeyForm.blank(), null, after).map(page -> render(view, page, part)));
    }

    @POST
    public Uni<Response> create(String tenant, @BeanParam KeyFields fields, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.KEYS).flatMap(view -> create(view, fields.form(Expiry.DAYS_90), part));
    }

    private Uni<Response> create(View view, KeyForm typed, boolean part) {
        KeysMessages say = view.messages(KeysMessages.class);
        return Forms.submit(
                view,
                typed.checked(say, view.language()),
                form -> gateway.create(view.tenantId(), form.toDraft(clock.instant()))
                        .flatMap(created -> pages.list(view, created))
                        .map(page -> Answers.page(201, render(view, page, part))),
                (form, failure) -> form.failed(failure, say),
                form -> pages.list(view, form, null, null).map(page -> Answers.again(render(view, page, part))));
    }

    /** The list in {@code page}, whole or its changing part. */
    static TemplateInstance render(View view, KeysPage page, boolean part) {
        return view.render(part ? Templates.keys$board(view, page) : Templates.keys(view, page));
    }
}
