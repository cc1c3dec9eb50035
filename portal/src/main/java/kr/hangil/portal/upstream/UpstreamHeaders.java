package kr.hangil.portal.upstream;

import jakarta.inject.Singleton;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.platform.request.RequestIds;
import kr.hangil.portal.session.CurrentUser;

/**
 * Sends along the signed-in person's own token, the page's request id, so that one id follows a click through every log, and a
 * deadline.
 */
@Singleton
public class UpstreamHeaders implements ClientRequestFilter {

    /** Milliseconds a page waits for one of its parts. */
    static final int DEADLINE_MS = 8000;

    private final CurrentUser user;

    UpstreamHeaders(CurrentUser user) {
        this.user = user;
    }

    @Override
    public void filter(ClientRequestContext request) {
        request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, user.authorization());
        request.getHeaders().putSingle(HangilHeaders.REQUEST_ID, RequestIds.current());
        request.getHeaders().putSingle(HangilHeaders.DEADLINE_MS, DEADLINE_MS);
    }
}
