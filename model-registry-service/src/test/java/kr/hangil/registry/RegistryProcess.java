package kr.hangil.registry;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.quarkus.SharedServers;
import org.awaitility.Awaitility;

/** The packaged service as a process of its own, in the production profile. */
final class RegistryProcess implements AutoCloseable {

    private final Process process;
    private final int port;

    private RegistryProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the service and waits until it is ready.
     *
     * @param fileLimitKiB largest file the kernel lets it write; 0 for no limit
     */
    static RegistryProcess start(Path files, Path log, int fileLimitKiB) throws IOException {
        RegistryProcess started = launch(files, log, fileLimitKiB, Map.of());
        started.awaitReady();
        return started;
    }

    /** Starts the service without waiting for anything. */
    static RegistryProcess launch(Path files, Path log, int fileLimitKiB, Map<String, String> more) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        if (fileLimitKiB > 0) {
            command.addAll(List.of("bash", "-c", "ulimit -f " + fileLimitKiB + "; exec \"$@\"", "bash"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var postgres = SharedServers.postgres();
        var keycloak = SharedServers.keycloak();
        builder.environment()
                .putAll(Map.of(
                        "HANGIL_DB_HOST", postgres.host(),
                        "HANGIL_DB_PORT", Integer.toString(postgres.port()),
                        "HANGIL_DB_PASSWORD", postgres.password("registry"),
                        "HANGIL_KEYCLOAK_URL", keycloak.url(),
                        "HANGIL_CLIENT_SECRET", keycloak.clientSecret("model-registry-service"),
                        "HANGIL_REGISTRY_PORT", Integer.toString(port),
                        "HANGIL_REGISTRY_MANAGEMENT_PORT", Integer.toString(freePort()),
                        "HANGIL_REGISTRY_FILES", files.toString()));
        builder.environment().putAll(more);
        return new RegistryProcess(builder.start(), port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI address() {
        return URI.create("http://localhost:" + port);
    }

    RegistryDriver as(String token) {
        return new RegistryDriver(address(), token);
    }

    private void awaitReady() {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(address().resolve("/v1/models")).build();
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the service ended with " + process.exitValue());
            }
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 401;
        });
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @return the exit status of a process that ends by itself */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
            throw new AssertionError("the service still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
