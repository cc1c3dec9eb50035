package kr.hangil.gateway.identity;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * The user of the control-plane request being handled, as {@link SignInFilter} verified them.
 *
 * <p>Kept with the request itself: a verification that waited for Keycloak goes on where no CDI scope is active.
 */
@ApplicationScoped
public class CurrentUser {

    private static final String KEY = CurrentUser.class.getName();

    private final CurrentVertxRequest request;

    CurrentUser(CurrentVertxRequest request) {
        this.request = request;
    }

    static void keep(RoutingContext request, User verified) {
        request.put(KEY, verified);
    }

    /**
     * Who it is.
     *
     * @throws PlatformException 401 where nobody signed in
     */
    public User get() {
        User user = request.getCurrent().get(KEY);
        if (user == null) {
            throw new PlatformException(ErrorCode.MISSING_CREDENTIALS, SignInFilter.HOW);
        }
        return user;
    }
}
