package kr.hangil.portal.profile;

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
import java.util.Map;
import java.util.Optional;
import kr.hangil.portal.billing.BillingProfile;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.frame.Answers;
import kr.hangil.portal.frame.Forms;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/billing-profile}. Every answer is a whole page, or its changing part where htmx asked for it; both ways
 * work without a script too.
 */
@Path("/t/{tenant}/billing-profile")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class ProfileResource {

    private final ViewService views;
    private final BillingService billing;

    ProfileResource(ViewService views, BillingService billing) {
        this.views = views;
        this.billing = billing;
    }

    @CheckedTemplate(basePath = "profile")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance profile(View view, ProfilePage page);

        static native TemplateInstance profile$board(View view, ProfilePage page);
    }

    /** The form's fields as they come. */
    static final class Fields {
        @RestForm
        @Nullable
        String registrationNumber;

        @RestForm
        @Nullable
        String corporateNumber;

        @RestForm
        @Nullable
        String name;

        @RestForm
        @Nullable
        String representative;

        @RestForm
        @Nullable
        String address;

        @RestForm
        @Nullable
        String businessType;

        @RestForm
        @Nullable
        String businessItem;

        @RestForm
        @Nullable
        String email;

        ProfileForm form() {
            return ProfileForm.typed(Map.of(
                    "registrationNumber", Typed.text(registrationNumber),
                    "corporateNumber", Typed.text(corporateNumber),
                    "name", Typed.text(name),
                    "representative", Typed.text(representative),
                    "address", Typed.text(address),
                    "businessType", Typed.text(businessType),
                    "businessItem", Typed.text(businessItem),
                    "email", Typed.text(email)));
        }
    }

    @GET
    public Uni<TemplateInstance> profile(String tenant) {
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.PROFILE), Part.ask(Service.BILLING, billing.profile(tenant)))
                .with((view, profile) -> render(view, page(profile), false));
    }

    @POST
    public Uni<Response> save(String tenant, @BeanParam Fields fields, @HeaderParam("HX-Request") boolean part) {
        return views.ofTenant(tenant, Section.PROFILE).flatMap(view -> save(view, fields.form(), part));
    }

    private Uni<Response> save(View view, ProfileForm typed, boolean part) {
        ProfileMessages say = view.messages(ProfileMessages.class);
        return Forms.submit(
                view,
                typed.checked(say),
                form -> billing.keepProfile(view.tenantId(), form.toProfile())
                        .map(kept -> new ProfilePage(Part.of(ProfileForm.of(kept)), false, true))
                        .map(page -> Answers.page(200, render(view, page, part))),
                (form, failure) -> form.failed(failure, say),
                form -> Uni.createFrom()
                        .item(Answers.again(render(view, new ProfilePage(Part.of(form), false, false), part))));
    }

    private static ProfilePage page(Part<Optional<BillingProfile>> profile) {
        boolean isNew = profile.isOk() && profile.content().isEmpty();
        return new ProfilePage(
                profile.map(kept -> kept.map(ProfileForm::of).orElseGet(ProfileForm::blank)), isNew, false);
    }

    private static TemplateInstance render(View view, ProfilePage page, boolean part) {
        return view.render(part ? Templates.profile$board(view, page) : Templates.profile(view, page));
    }
}
