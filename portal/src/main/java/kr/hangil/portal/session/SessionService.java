package kr.hangil.portal.session;

import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers, on a page that anyone may see, whether somebody is signed in. */
@ApplicationScoped
public class SessionService {

    private final CurrentIdentityAssociation identity;

    SessionService(CurrentIdentityAssociation identity) {
        this.identity = identity;
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
