package kr.hangil.portal.policy;

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
import java.util.List;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.limits.LimitsFields;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/policy}. Every answer is a whole page, or its changing part where htmx asked for it; both ways work
 * without a script too.
 */
@Path("/t/{tenant}/policy")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class PolicyResource {

    private final ViewService views;
    private final GatewayService gateway;

    PolicyResource(ViewService views, GatewayService gateway) {
        this.views = views;
        this.gateway = gateway;
    }

    @CheckedTemplate(basePath = "policy")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance policy(View view, PolicyPage page);

        static native TemplateInstance policy$board(View view, PolicyPage page);
    }

    /** The form's fields as they come. */
    static final class Fields {
        @RestForm
        @Nullable
        String tag;

        @BeanParam
        LimitsFields limits = new LimitsFields();

        @RestForm
        @Nullable
        List<String> regions;

        @RestForm
        @Nullable
        String fallbacks;

        PolicyForm form() {
            return PolicyForm.typed(
                    Typed.text(tag), limits.form(), regions == null ? List.of() : regions, Typed.text(fallbacks));
        }
    }

    @GET
    public Uni<TemplateInstance> policy(String tenant) {
        return views.ofTenant(tenant, Section.POLICY)
                .flatMap(view -> Part.ask(Service.GATEWAY, gateway.policy(tenant))
                        .flatMap(policy -> page(view, policy, null, false))
                        .map(page -> render(view, page, false)));
    }

    @POST
    public Uni<Response> decide(String tenant, @BeanParam Fields fields, @HeaderParam("HX-Request") boolean part) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.POLICY), gateway.policy(tenant))
                .withUni((view, policy) -> decide(view, policy, fields.form(), part));
    }

    /** @param now has the limits of single projects, and is what to show where it is not what the form was filled from */
    private Uni<Response> decide(View view, Tagged<Policy> now, PolicyForm typed, boolean part) {
        PolicyMessages say = view.messages(PolicyMessages.class);
        return Forms.submit(
                view,
                typed.checked(say, view.language()),
                form -> gateway.decide(view.tenantId(), form.tag(), form.toDecision(now.content()))
                        .flatMap(decided -> page(view, Part.of(decided), null, true))
                        .map(page -> Answers.page(200, render(view, page, part))),
                (form, failure) -> failure.kind() == FormFailure.Kind.OUTDATED
                        ? PolicyForm.outdated(now, say)
                        : form.failed(failure, say),
                form -> page(view, Part.of(now), form, false).map(page -> Answers.again(render(view, page, part))));
    }

    /** @param form what was typed; null for what the policy says */
    private Uni<PolicyPage> page(View view, Part<Tagged<Policy>> policy, @Nullable PolicyForm form, boolean saved) {
        PolicyForm shown = form == null && policy.isOk() ? PolicyForm.of(policy.content()) : form;
        return Part.ask(Service.GATEWAY, gateway.regions())
                .map(regions -> new PolicyPage(policy.map(Tagged::content), shown, regions, view.mayManage(), saved));
    }

    private static TemplateInstance render(View view, PolicyPage page, boolean part) {
        return view.render(part ? Templates.policy$board(view, page) : Templates.policy(view, page));
    }
}
