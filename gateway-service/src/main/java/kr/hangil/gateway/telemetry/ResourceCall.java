package kr.hangil.gateway.telemetry;

import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesGetter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to a REST resource.
 *
 * @param route template of its path, such as {@code /manage/v1/tenants/{tenant}}; null where it is not known
 */
record ResourceCall(HttpServerRequest request, @Nullable String route) {

    /** What of a call goes into its span. */
    static final class Getter implements HttpServerAttributesGetter<ResourceCall, HttpServerResponse> {

        /** Who sent it, and for whom, is not for anyone to claim. */
        private static final Set<String> TOLD = Set.of("host", "user-agent");

        @Override
        public String getHttpRequestMethod(ResourceCall call) {
            return call.request().method().name();
        }

        @Override
        public List<String> getHttpRequestHeader(ResourceCall call, String name) {
            return TOLD.contains(name) ? call.request().headers().getAll(name) : List.of();
        }

        @Override
        public @Nullable Integer getHttpResponseStatusCode(
                ResourceCall call, HttpServerResponse response, @Nullable Throwable error) {
            return response.headWritten() ? response.getStatusCode() : null;
        }

        @Override
        public List<String> getHttpResponseHeader(ResourceCall call, HttpServerResponse response, String name) {
            return List.of();
        }

        @Override
        public @Nullable String getUrlScheme(ResourceCall call) {
            return call.request().scheme();
        }

        @Override
        public @Nullable String getUrlPath(ResourceCall call) {
            return call.request().path();
        }

        @Override
        public @Nullable String getUrlQuery(ResourceCall call) {
            return null;
        }

        @Override
        public @Nullable String getHttpRoute(ResourceCall call) {
            return call.route();
        }
    }
}
