package kr.hangil.gateway.identity;

import jakarta.enterprise.context.RequestScoped;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** The user of the control-plane request being handled, as {@link SignInFilter} verified them. */
@RequestScoped
public class CurrentUser {

    private @Nullable User user;

    void set(User verified) {
        this.user = verified;
    }

    /**
     * Who it is.
     *
     * @throws PlatformException 401 where nobody signed in
     */
    public User get() {
        if (user == null) {
            throw new PlatformException(ErrorCode.MISSING_CREDENTIALS, SignInFilter.HOW);
        }
        return user;
    }
}
