package kr.hangil.registry.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.regex.Pattern;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;

/**
 * Bounds the body of every request except a file upload, which the file store bounds itself.
 *
 * <p>The framework has one limit for all routes and it is set to what the largest file needs, so this filter tightens it
 * for the rest: by the declared length at once, and while reading where none is declared.
 */
final class BodyLimitFilter {

    private static final Pattern FILE_UPLOAD = Pattern.compile("/v1/models/[^/]+/[^/]+/uploads/[^/]+/files/.+");

    private final AccessConfig config;

    BodyLimitFilter(AccessConfig config) {
        this.config = config;
    }

    @ServerRequestFilter(preMatching = true, priority = 10)
    public void limit(ContainerRequestContext request, RoutingContext routing) {
        if (request.getMethod().equals(HttpMethod.PUT)
                && FILE_UPLOAD.matcher(request.getUriInfo().getPath()).matches()) {
            return;
        }
        long limit = config.maxBodySize().asLongValue();
        routing.put(VertxInputStream.MAX_REQUEST_SIZE_KEY, limit);
        String declared = request.getHeaderString("Content-Length");
        if (declared != null && Long.parseLong(declared) > limit) {
            throw new PlatformException(
                    ErrorCode.BODY_TOO_LARGE,
                    "the body has " + declared + " bytes; at most " + limit + " are taken here");
        }
    }
}
