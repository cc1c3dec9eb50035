package kr.hangil.inference.weights;

import io.quarkus.oidc.client.OidcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;

/** Reads the registry's API with this service's own client credentials. Every method blocks. */
@Singleton
class RegistryClient {

    private static final Duration TOKEN_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration FILE_LIMIT = Duration.ofHours(6);

    private final Vertx vertx;
    private final HttpClient http;
    private final OidcClient tokens;
    private final WeightsConfig config;

    RegistryClient(Vertx vertx, OidcClient tokens, WeightsConfig config) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.config = config;
        this.http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(5_000));
    }

    /** What {@code reference} means now. */
    Digest resolve(ModelReference reference) throws WeightsException, InterruptedException {
        Buffer body = get(versions(reference.model()) + "/" + encode(reference.ref()), reference.toString());
        try {
            return new Digest(new JsonObject(body).getString("digest", ""));
        } catch (RuntimeException e) {
            throw new WeightsException("the registry's answer about " + reference + " has no digest", e);
        }
    }

    /** The exact bytes that {@code digest} is the SHA-256 of, as the registry has them; the caller verifies. */
    byte[] manifest(String model, Digest digest) throws WeightsException, InterruptedException {
        return get(versions(model) + "/" + digest + "/manifest", "the manifest of " + model + "@" + digest)
                .getBytes();
    }

    /**
     * Appends to {@code target} what it lacks of {@code file}.
     *
     * @throws WeightsException.Unreachable when it was cut; what had arrived stays in {@code target}
     */
    void download(String model, Digest digest, ManifestFile file, Path target)
            throws WeightsException, InterruptedException {
        String path = Arrays.stream(file.path().split("/"))
                .map(RegistryClient::encode)
                .collect(Collectors.joining("/"));
        long have = sizeOf(target);
        RequestOptions options = request(versions(model) + "/" + digest + "/files/" + path);
        if (have > 0) {
            options.putHeader("range", "bytes=" + have + "-");
        }
        Future<Void> written = http.request(options)
                .compose(request -> request.send())
                .compose(response -> store(response, target, have));
        await(written, "file " + file.path() + " of " + model + "@" + digest, FILE_LIMIT);
    }

    private Future<Void> store(HttpClientResponse response, Path target, long have) {
        response.pause();
        int status = response.statusCode();
        boolean resumed = status == 206 && startsAt(response, have);
        if (!resumed && status != 200) {
            response.resume();
            if (status == 416 || status == 206) {
                // Longer than the file, or another part than asked for: what is there cannot be its beginning.
                return vertx.fileSystem().delete(target.toString()).compose(done -> refusal(response));
            }
            return refusal(response);
        }
        OpenOptions options = new OpenOptions().setWrite(true).setCreate(true);
        options.setAppend(resumed).setTruncateExisting(!resumed);
        return vertx.fileSystem().open(target.toString(), options).compose(response::pipeTo);
    }

    private static boolean startsAt(HttpClientResponse response, long have) {
        String range = response.getHeader("content-range");
        return range != null && range.startsWith("bytes " + have + "-");
    }

    private Buffer get(String path, String what) throws WeightsException, InterruptedException {
        Future<Buffer> body = http.request(request(path))
                .compose(request -> request.send())
                .compose(response -> response.statusCode() == 200 ? response.body() : refusal(response));
        return await(body, what, ANSWER_LIMIT);
    }

    private static <T> Future<T> refusal(HttpClientResponse response) {
        return Future.failedFuture(new Refused(response.statusCode()));
    }

    private RequestOptions request(String path) throws WeightsException {
        URI address = config.registry();
        boolean tls = "https".equals(address.getScheme());
        int port = address.getPort() != -1 ? address.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(address.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(path)
                .setIdleTimeout(config.stallTimeout().toMillis())
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token());
    }

    private String token() throws WeightsException {
        try {
            return tokens.getTokens().await().atMost(TOKEN_LIMIT).getAccessToken();
        } catch (RuntimeException e) {
            throw new WeightsException.Unreachable("no token for the registry from Keycloak: " + e.getMessage(), e);
        }
    }

    private <T> T await(Future<T> future, String what, Duration limit) throws WeightsException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Refused refused && refused.isFinal()) {
                throw new WeightsException(
                        "the registry at " + config.registry() + " answered " + refused.status + " for " + what);
            }
            throw new WeightsException.Unreachable(
                    "the registry at " + config.registry() + " did not give " + what + ": " + cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new WeightsException.Unreachable("the registry did not give " + what + " within " + limit, e);
        }
    }

    private static String versions(String model) {
        int slash = model.indexOf('/');
        return "/v1/models/" + encode(model.substring(0, slash)) + "/" + encode(model.substring(slash + 1))
                + "/versions";
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }

    private static long sizeOf(Path file) throws WeightsException {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new WeightsException("cannot read " + file, e);
        }
    }

    /** A status that is not what was asked for. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status) {
            super("status " + status);
            this.status = status;
        }

        /** Whether asking again gives the same. */
        boolean isFinal() {
            return status == 404 || status == 403 || status == 410 || status == 400;
        }
    }
}
