package kr.hangil.inference.weights;

import io.quarkus.oidc.client.OidcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
    private static final int CONNECT_MILLIS = 5_000;
    private static final int BUFFER = 1 << 18;

    private final HttpClient http;
    private final OidcClient tokens;
    private final WeightsConfig config;

    RegistryClient(Vertx vertx, OidcClient tokens, WeightsConfig config) {
        this.tokens = tokens;
        this.config = config;
        this.http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
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
     * A file of a version.
     *
     * @param model {@code namespace/name}
     * @param version its digest
     * @param file which
     */
    record Source(String model, Digest version, ManifestFile file) {

        @Override
        public String toString() {
            return "file " + file.path() + " of " + model + "@" + version;
        }
    }

    /**
     * Appends to one segment of {@code partial} what it lacks. A plain blocking connection, because all there is to do with
     * gigabytes is to read and write them, and its read timeout notices a stall.
     *
     * @return false when the registry gives whole files only; nothing was read then
     * @throws WeightsException.Unreachable when it was cut; what had come stays in {@code partial}
     */
    boolean download(Source source, PartialFile partial, int index) throws WeightsException, IOException {
        long from = partial.next(index);
        long end = partial.end(index);
        String range = from == 0 && end == source.file().size()
                ? ""
                : "bytes=" + from + "-" + (end == source.file().size() ? "" : end - 1);
        return get(source, range, connection -> {
            int status = connection.getResponseCode();
            boolean ranged = status == 206 && startsAt(connection, from);
            if (ranged || (status == 200 && range.isEmpty())) {
                copy(connection, partial, index);
            } else if (status != 200) {
                if (status == 416 || status == 206) {
                    // Longer than the file, or another part than asked for: what is there cannot be its beginning.
                    partial.reset();
                }
                throw new Refused(status);
            }
            return status == 206 || range.isEmpty();
        });
    }

    /** As above, all of the file from its start, whatever was there. */
    void downloadWhole(Source source, PartialFile partial) throws WeightsException, IOException {
        boolean whole = get(source, "", connection -> {
            if (connection.getResponseCode() != 200) {
                throw new Refused(connection.getResponseCode());
            }
            partial.reset();
            for (int index = 0; index < partial.segments(); index++) {
                copy(connection, partial, index);
            }
            return true;
        });
        if (!whole) {
            throw new IllegalStateException("a whole file was asked for");
        }
    }

    private interface Reading {
        boolean of(HttpURLConnection connection) throws IOException, Refused;
    }

    private boolean get(Source source, String range, Reading reading) throws WeightsException, IOException {
        HttpURLConnection connection = open(source);
        if (!range.isEmpty()) {
            connection.setRequestProperty("Range", range);
        }
        try {
            return reading.of(connection);
        } catch (IOException e) {
            throw unreachable(source.toString(), e);
        } catch (Refused e) {
            throw refusal(source.toString(), e);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(Source source) throws WeightsException, IOException {
        String path = Arrays.stream(source.file().path().split("/"))
                .map(RegistryClient::encode)
                .collect(Collectors.joining("/"));
        URI address = config.registry().resolve(versions(source.model()) + "/" + source.version() + "/files/" + path);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(Math.toIntExact(config.stallTimeout().toMillis()));
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + token());
        return connection;
    }

    private static void copy(HttpURLConnection connection, PartialFile partial, int index) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream in = connection.getInputStream();
        while (!partial.isComplete(index)) {
            int read = in.read(buffer, 0, (int) Math.min(BUFFER, partial.end(index) - partial.next(index)));
            if (read < 0) {
                throw new EOFException("it ended after " + partial.next(index) + " bytes");
            }
            partial.append(index, buffer, read);
        }
    }

    private static boolean startsAt(HttpURLConnection connection, long from) {
        String range = connection.getHeaderField("content-range");
        return range != null && range.startsWith("bytes " + from + "-");
    }

    private Buffer get(String path, String what) throws WeightsException, InterruptedException {
        // The body is asked for where the request is sent: this thread could be late for it.
        Future<Buffer> body = http.request(request(path))
                .compose(request -> request.send()
                        .compose(response -> response.statusCode() == 200 ? response.body() : refusal(response)));
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
            throw cause instanceof Refused refused ? refusal(what, refused) : unreachable(what, cause);
        } catch (TimeoutException e) {
            throw new WeightsException.Unreachable("the registry did not give " + what + " within " + limit, e);
        }
    }

    private WeightsException refusal(String what, Refused refused) {
        return refused.isFinal()
                ? new WeightsException(
                        "the registry at " + config.registry() + " answered " + refused.status + " for " + what)
                : unreachable(what, refused);
    }

    private WeightsException unreachable(String what, Throwable cause) {
        return new WeightsException.Unreachable(
                "the registry at " + config.registry() + " did not give " + what + ": " + cause.getMessage(), cause);
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
