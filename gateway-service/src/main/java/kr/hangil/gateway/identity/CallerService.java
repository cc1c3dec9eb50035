package kr.hangil.gateway.identity;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** Tells who sent a data-plane request. */
@ApplicationScoped
public class CallerService {

    /**
     * The caller behind {@code request}'s {@code Authorization}, {@code x-api-key} or {@code api-key} header.
     *
     * <p>An API key is decided at once, from memory. A token may wait for Keycloak's key set the first time.
     *
     * @return fails with {@link PlatformException}: 401 where the credential is bad, 503 where we cannot tell
     */
    public Future<Caller> identify(HttpServerRequest request) {
        return Future.failedFuture(new PlatformException(ErrorCode.UNAVAILABLE, "no snapshot was loaded yet"));
    }
}
