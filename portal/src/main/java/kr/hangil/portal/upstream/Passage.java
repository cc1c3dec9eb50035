package kr.hangil.portal.upstream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kr.hangil.contracts.HangilHeaders;
import org.jboss.logging.Logger;

/**
 * Where answers pass through that are too long or too slow to be held: byte for byte, no faster than their reader reads, and a
 * reader who leaves ends the call.
 */
public final class Passage {

    private static final Logger LOG = Logger.getLogger(Passage.class);

    private final HttpClient client;

    /**
     * @param connectTimeout longest wait for a connection
     * @param silence longest wait for the first byte, and longest silence after it
     * @param most calls on their way at once; others wait
     */
    public Passage(Vertx vertx, Duration connectTimeout, Duration silence, int most) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout((int) silence.toMillis())
                .setDecompressionSupported(false);
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(most));
    }

    /**
     * What every call says.
     *
     * @param authorization the person's own, for this call alone
     * @param requestId the id that this call has in every log
     */
    public static RequestOptions request(HttpMethod method, URI address, String authorization, String requestId) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address.toString())
                .putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity")
                .putHeader(HangilHeaders.REQUEST_ID, requestId);
    }

    /**
     * The answer, once it has begun; its body is to be taken at once, as a whole or by {@link #content}.
     *
     * @param send sends what was opened, with a body or without
     */
    public Uni<HttpClientResponse> send(
            RequestOptions options, Function<HttpClientRequest, Uni<HttpClientResponse>> send) {
        Uni<HttpClientRequest> request = client.request(options).memoize().indefinitely();
        return request.flatMap(send::apply)
                .onCancellation()
                .invoke(() -> request.subscribe().with(HttpClientRequest::reset, Passage::neverOpened));
    }

    /** The body of {@code answer}, which waits until there is a reader. */
    public static Multi<byte[]> content(HttpClientResponse answer) {
        answer.pause();
        return answer.toMulti()
                .map(Buffer::getBytes)
                .onCancellation()
                .invoke(() -> answer.request().reset());
    }

    private static void neverOpened(Throwable failure) {
        LOG.debugf("a call was left before it was opened: %s", failure.getMessage());
    }
}
