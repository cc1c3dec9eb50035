package kr.hangil.portal.frame;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Tenant;
import kr.hangil.portal.session.CurrentUser;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;

/** Makes the {@link View} of a request. */
@RequestScoped
public class ViewService {

    /** Where the CSRF filter leaves the token of a request. */
    static final String CSRF_TOKEN = "csrf_token";

    private final RoutingContext context;
    private final CurrentUser user;
    private final GatewayService gateway;

    ViewService(RoutingContext context, CurrentUser user, GatewayService gateway) {
        this.context = context;
        this.user = user;
        this.gateway = gateway;
    }

    /** The view of a page that anyone may see. */
    public View ofAnyone() {
        return new View(language(context), path(), context.get(CSRF_TOKEN), null, null, List.of(), null);
    }

    /** The view of a signed-in person's page that is of no tenant. */
    public View ofPerson() {
        return new View(language(context), path(), context.get(CSRF_TOKEN), person(), null, List.of(), null);
    }

    /** Fails with {@link ErrorCode#NOT_FOUND} where the person may not look at {@code tenant}. */
    public Uni<View> ofTenant(String tenant, Section section) {
        return tenants().map(all -> {
            Tenant current = all.stream()
                    .filter(candidate -> candidate.id().equals(tenant))
                    .findFirst()
                    .orElseThrow(() -> new PlatformException(ErrorCode.NOT_FOUND, "no such tenant"));
            return new View(language(context), path(), context.get(CSRF_TOKEN), person(), current, all, section);
        });
    }

    /** The tenants the person may look at; those their token names while the gateway cannot say. */
    public Uni<List<Tenant>> tenants() {
        return Part.ask(Service.GATEWAY, gateway.tenants()).map(part -> part.value() == null ? named() : part.value());
    }

    /** The language to answer a request in, signed in or not. */
    public static Language language(RoutingContext context) {
        Cookie chosen = context.request().getCookie(LanguageResource.COOKIE);
        String acceptable = context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        return Language.choose(chosen == null ? null : chosen.getValue(), acceptable);
    }

    private List<Tenant> named() {
        return user.organizations().stream().map(Tenant::named).toList();
    }

    private View.Person person() {
        return new View.Person(user.name(), user.email());
    }

    private String path() {
        return context.request().uri();
    }
}
