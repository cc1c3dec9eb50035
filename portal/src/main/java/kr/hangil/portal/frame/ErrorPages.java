package kr.hangil.portal.frame;

import io.quarkus.oidc.OIDCException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.resteasy.reactive.server.runtime.exceptionmappers.AuthenticationFailedExceptionMapper;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.ErrorMappers;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.RequestIds;
import kr.hangil.portal.session.SessionService;
import kr.hangil.portal.session.SessionStoreException;
import kr.hangil.portal.upstream.Refusal;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Failures as pages. A script that asked for JSON gets the platform's envelope instead, and htmx gets a notice that fits
 * into the page it is on.
 */
final class ErrorPages {

    private static final Logger LOG = Logger.getLogger(ErrorPages.class);

    /** Before the platform's own mappers, which speak JSON only. */
    private static final int FIRST = Priorities.USER - 1000;

    private final ErrorMappers json = new ErrorMappers();
    private final AuthenticationFailedExceptionMapper challenge = new AuthenticationFailedExceptionMapper();

    @CheckedTemplate(basePath = "frame")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance error(View view, int status, String requestId);

        static native TemplateInstance toast(View view, int status, String requestId);
    }

    @ServerExceptionMapper(priority = FIRST)
    Response platform(PlatformException e, RoutingContext context) {
        return wantsJson(context) ? json.platform(e) : page(context, e.code().status());
    }

    @ServerExceptionMapper(priority = FIRST)
    Response constraint(ConstraintViolationException e, RoutingContext context) {
        return wantsJson(context) ? json.constraint(e) : page(context, ErrorCode.INVALID_REQUEST.status());
    }

    @ServerExceptionMapper(priority = FIRST)
    Response web(WebApplicationException e, RoutingContext context) {
        if (wantsJson(context)) {
            return json.web(e);
        }
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            LOG.errorf(e, "unexpected failure");
        }
        return status < 400 ? e.getResponse() : page(context, status);
    }

    @ServerExceptionMapper(priority = FIRST)
    Response forbidden(ForbiddenException e, RoutingContext context) {
        return page(context, ErrorCode.PERMISSION_DENIED.status());
    }

    /** The code flow ended without a session. */
    @ServerExceptionMapper(priority = FIRST)
    Response signIn(AuthenticationCompletionException e, RoutingContext context) {
        return SessionService.isOutage(e) ? unavailable(e, context) : page(context, 401);
    }

    /** The session is over, unless it only could not be renewed: then it is kept until Keycloak is back. */
    @ServerExceptionMapper(priority = FIRST)
    Uni<Response> signInAgain(AuthenticationFailedException e, RoutingContext context) {
        return SessionService.isOutage(e)
                ? Uni.createFrom().item(unavailable(e, context))
                : challenge.handle(context, e);
    }

    @ServerExceptionMapper(priority = FIRST)
    Response sessionStore(SessionStoreException e, RoutingContext context) {
        return unavailable(e, context);
    }

    /** Keycloak cannot be reached: an outage, not a refusal. */
    @ServerExceptionMapper(priority = FIRST)
    Response identityProvider(OIDCException e, RoutingContext context) {
        return unavailable(e, context);
    }

    /** A service said no to something a page cannot do without. */
    @ServerExceptionMapper(priority = FIRST)
    Response refused(Refusal e, RoutingContext context) {
        LOG.infof("a service refused with %d %s under %s", e.status(), e.code(), e.requestId());
        return page(context, e.status() >= 500 ? ErrorCode.UNAVAILABLE.status() : e.status());
    }

    /** A service a page cannot do without is down. */
    @ServerExceptionMapper(priority = FIRST)
    Response unreachable(ProcessingException e, RoutingContext context) {
        return unavailable(e, context);
    }

    @ServerExceptionMapper(priority = FIRST)
    Response unknown(Throwable e, RoutingContext context) {
        if (wantsJson(context)) {
            return json.unknown(e);
        }
        LOG.errorf(e, "unexpected failure");
        return page(context, ErrorCode.INTERNAL.status());
    }

    private static Response unavailable(Throwable e, RoutingContext context) {
        LOG.warnf("something a page needs is down: %s", e.toString());
        return page(context, ErrorCode.UNAVAILABLE.status());
    }

    /** The page for {@code status}; texts exist for the statuses a visitor can meet, others share the nearest. */
    static Response page(RoutingContext context, int status) {
        Language language = ViewService.language(context);
        View view = new View(
                language,
                context.request().uri(),
                context.get(ViewService.CSRF_TOKEN),
                null,
                null,
                java.util.List.of(),
                null);
        String requestId = RequestIds.current();
        TemplateInstance template = context.request().headers().contains("HX-Request")
                ? Templates.toast(view, kind(status), requestId)
                : Templates.error(view, kind(status), requestId);
        return Answers.page(status, view.render(template));
    }

    private static int kind(int status) {
        return switch (status) {
            case 401, 403, 404, 503 -> status;
            case 405, 406, 410 -> 404;
            default -> status >= 500 ? 500 : 400;
        };
    }

    private static boolean wantsJson(RoutingContext context) {
        String accept = context.request().getHeader("Accept");
        return accept != null && accept.startsWith(MediaType.APPLICATION_JSON);
    }
}
