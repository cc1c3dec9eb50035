package kr.hangil.portal.session;

/** The session store did not answer: an outage, never a sign that the visitor is not signed in. */
public final class SessionStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SessionStoreException(Throwable cause) {
        super("the session store did not answer", cause);
    }

    /** The outage behind {@code failure}, if that is what it was. */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SessionStoreException) {
                return true;
            }
        }
        return false;
    }
}
