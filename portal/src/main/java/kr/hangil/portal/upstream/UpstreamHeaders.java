package kr.hangil.portal.upstream;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.platform.request.RequestIds;

/** Sends the page's request id and a deadline along, so that one id follows a click through every log. */
public final class UpstreamHeaders implements ClientRequestFilter {

    /** Milliseconds a page waits for one of its parts. */
    static final int DEADLINE_MS = 8000;

    @Override
    public void filter(ClientRequestContext request) {
        request.getHeaders().putSingle(HangilHeaders.REQUEST_ID, RequestIds.current());
        request.getHeaders().putSingle(HangilHeaders.DEADLINE_MS, DEADLINE_MS);
    }
}
