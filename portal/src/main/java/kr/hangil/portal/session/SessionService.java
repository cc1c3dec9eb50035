package kr.hangil.portal.session;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Answers, on a page that anyone may see, whether somebody is signed in. */
@ApplicationScoped
public class SessionService {

    private final CurrentIdentityAssociation identity;
    private final TenantConfigBean oidc;

    SessionService(CurrentIdentityAssociation identity, TenantConfigBean oidc) {
        this.identity = identity;
        this.oidc = oidc;
    }

    /** Whether Keycloak has answered since this process started, without which nobody can be sent to it. */
    public boolean canSignIn() {
        return oidc.getDefaultTenant().ready();
    }

    /** Whether {@code failure} comes from Keycloak or the session store being out of reach, not from the visitor. */
    public static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SessionStoreException
                    || cause instanceof IOException
                    || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** False also for a session that has ended. Fails with {@link SessionStoreException} where that is unknown. */
    public Uni<Boolean> isSignedIn() {
        return identity.getDeferredIdentity()
                .map(who -> !who.isAnonymous())
                .onFailure(SessionService::isOver)
                .recoverWithItem(false);
    }

    private static boolean isOver(Throwable failure) {
        return !SessionStoreException.isBehind(failure)
                && (failure instanceof AuthenticationFailedException
                        || failure instanceof AuthenticationCompletionException);
    }
}
