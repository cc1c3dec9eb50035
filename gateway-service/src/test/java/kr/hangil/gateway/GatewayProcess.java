package kr.hangil.gateway;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.Ports;
import org.jspecify.annotations.Nullable;

/** The packaged gateway as its users run it: a process with a state folder, ports and a log. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(12);

    private final ChildProcess process;
    private final int port;
    private final int managementPort;
    private final Path log;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private GatewayProcess(ChildProcess process, int port, int managementPort, Path log) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
    }

    /** Where the build puts what runs. */
    public static Path application() {
        return Path.of("target/quarkus-app").toAbsolutePath();
    }

    /** Starts a gateway and returns at once. */
    public static GatewayProcess start(Path folder, Map<String, String> environment) throws IOException {
        return start(folder, environment, application());
    }

    /** As above, of another {@code application} than the one that was built. */
    public static GatewayProcess start(Path folder, Map<String, String> environment, Path application)
            throws IOException {
        int port = Ports.free();
        int managementPort = Ports.free();
        Map<String, String> all = new HashMap<>(environment);
        all.put("HANGIL_GATEWAY_PORT", Integer.toString(port));
        all.put("HANGIL_GATEWAY_MANAGEMENT_PORT", Integer.toString(managementPort));
        all.putIfAbsent("HANGIL_GATEWAY_STATE", folder.resolve("state").toString());
        Path log = folder.resolve("gateway.log");
        String java = ProcessHandle.current().info().command().orElse("java");
        ChildProcess process = ChildProcess.start(new ChildProcess.Spec(
                "gateway",
                List.of(
                        java,
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        application.resolve("quarkus-run.jar").toString()),
                all,
                folder,
                log,
                ChildProcess.StopSignal.TERM));
        return new GatewayProcess(process, port, managementPort, log);
    }

    /** Waits until it serves. */
    public GatewayProcess ready() throws InterruptedException {
        process.awaitReady(() -> health("ready") == 200, PATIENCE);
        return this;
    }

    /** Waits until it runs, ready or not. */
    public GatewayProcess alive() throws InterruptedException {
        process.awaitReady(() -> health("live") == 200, PATIENCE);
        return this;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public int health(String which) {
        try {
            return send(managementPort, "GET", "/q/health/" + which, null, null).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    public String metrics() {
        return send(managementPort, "GET", "/q/metrics", null, null).body();
    }

    /** Status of a data-plane call with {@code credential}. */
    public int call(String credential) {
        return send(port, "GET", "/v1/models", credential, null).statusCode();
    }

    /** Whole answer of a data-plane call with {@code credential}. */
    public HttpResponse<String> answer(String credential) {
        return get("/v1/models", credential);
    }

    /** Whole answer of a data-plane call to {@code path} with {@code credential}. */
    public HttpResponse<String> get(String path, String credential) {
        return send(port, "GET", path, credential, null);
    }

    /** Whole answer of a data-plane call that sends {@code body} to {@code path} with {@code credential}. */
    public HttpResponse<String> post(String path, String credential, JsonObject body) {
        return send(port, "POST", path, credential, body.encode());
    }

    /** A PUT of what is at {@code etag}. */
    public HttpResponse<String> manageIfMatch(String path, String token, String etag, Map<String, ?> body) {
        return send(
                port, "PUT", "/manage/v1" + path, token, new JsonObject(Map.copyOf(body)).encode(), "if-match", etag);
    }

    public HttpResponse<String> manage(String method, String path, String token, @Nullable Map<String, ?> body) {
        return send(
                port,
                method,
                "/manage/v1" + path,
                token,
                body == null ? null : new JsonObject(Map.copyOf(body)).encode());
    }

    private HttpResponse<String> send(
            int toPort,
            String method,
            String path,
            @Nullable String credential,
            @Nullable String body,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + toPort + path))
                .timeout(ANSWER)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (credential != null) {
            request.header("authorization", "Bearer " + credential);
        }
        if (body != null) {
            request.header("content-type", "application/json");
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Process process() {
        return process.process();
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(20));
        http.close();
    }
}
