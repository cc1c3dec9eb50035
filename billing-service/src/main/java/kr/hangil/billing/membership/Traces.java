package kr.hangil.billing.membership;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** The W3C trace context of the request being handled: billing starts no span of its own and passes it on unchanged. */
final class Traces {

    static final String HEADER = "traceparent";

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    @ServerRequestFilter(preMatching = true)
    public void begin(ContainerRequestContext request) {
        String given = request.getHeaderString(HEADER);
        if (given != null && SHAPE.matcher(given).matches()) {
            MDC.put(HEADER, given);
        } else {
            MDC.remove(HEADER);
        }
    }

    /** What calls of others carry; null outside any trace. */
    static @Nullable String current() {
        Object trace = MDC.get(HEADER);
        return trace == null ? null : trace.toString();
    }
}
