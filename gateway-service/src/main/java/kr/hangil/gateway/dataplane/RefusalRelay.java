package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.platform.error.PlatformException;

/** Carries a pod's refusal: its own words where they are for the client, ours where they are about the platform. */
final class RefusalRelay implements Relay {

    private static final int MAX_BODY = 64 << 10;

    private final Dispatch dispatch;
    private final HttpClientResponse upstream;
    private final Buffer body = Buffer.buffer();

    RefusalRelay(Dispatch dispatch, HttpClientResponse upstream) {
        this.dispatch = dispatch;
        this.upstream = upstream;
    }

    @Override
    public void start() {
        upstream.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BODY) {
                body.appendBuffer(chunk);
            }
        });
        upstream.endHandler(ignored -> whole());
        upstream.exceptionHandler(ignored -> dispatch.fail(unexplained()));
        upstream.resume();
    }

    @Override
    public TokenCounts delivered() {
        return TokenCounts.NONE;
    }

    private void whole() {
        int status = upstream.statusCode();
        if (status == 401 || status == 403) {
            dispatch.fail(new PlatformException(
                    ErrorCode.UNAVAILABLE, "the inference pod does not accept this gateway; its operator must look"));
        } else if (isEnvelope()) {
            for (String header : new String[] {"retry-after", "retry-after-ms"}) {
                String value = upstream.getHeader(header);
                if (value != null) {
                    dispatch.exchange().response().putHeader(header, value);
                }
            }
            dispatch.passRefusal(status, body);
        } else {
            dispatch.fail(unexplained());
        }
    }

    private boolean isEnvelope() {
        try {
            JsonNode json = dispatch.exchange().json().readTree(body.getBytes());
            return json.path("error").path("code").isTextual()
                    && json.path("request_id").isTextual();
        } catch (IOException e) {
            return false;
        }
    }

    private PlatformException unexplained() {
        return new PlatformException(
                ErrorCode.ENGINE_FAILED, "the inference pod failed with status " + upstream.statusCode());
    }
}
