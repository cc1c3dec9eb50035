import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A pod as it is shipped, and its engine beside it. */
final class Pod implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final int port = freePort();
    private final int management = freePort();
    private final HttpClient http = HttpClient.newHttpClient();

    Pod(Path folder, Platform platform, List<String> options) throws IOException {
        this.folder = folder;
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        line.addAll(options);
        line.addAll(List.of("-jar", "inference-service/target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pod.txt").toFile());
        builder.environment()
                .putAll(Map.of(
                        "HANGIL_INFERENCE_PORT", String.valueOf(port),
                        "HANGIL_INFERENCE_MANAGEMENT_PORT", String.valueOf(management),
                        "HANGIL_REGISTRY_URL", "http://localhost:" + platform.port(),
                        "HANGIL_KEYCLOAK_URL", "http://localhost:" + platform.port(),
                        "HANGIL_CLIENT_SECRET", "none",
                        "HANGIL_SERVED_FOLDER", folder.resolve("served").toString(),
                        "HANGIL_WEIGHTS_CACHE", folder.resolve("weights").toString()));
        process = builder.start();
    }

    int port() {
        return port;
    }

    /** From the first byte that is there to the file that was verified, in seconds. */
    double awaitPulled(String hex) throws IOException, InterruptedException {
        Path partial = folder.resolve("weights/partial").resolve(hex);
        Path blob = folder.resolve("weights/blobs").resolve(hex);
        await(() -> Files.exists(partial) || Files.exists(blob));
        long start = System.nanoTime();
        await(() -> Files.exists(blob));
        return (System.nanoTime() - start) / 1e9;
    }

    void awaitReady() throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://localhost:" + management + "/q/health/ready")).build();
        await(() -> {
            try {
                return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    private void await(BooleanSupplier condition) throws IOException, InterruptedException {
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IOException("the pod has ended; see " + folder.resolve("pod.txt"));
            }
            Thread.sleep(2);
        }
    }

    int enginePort() throws IOException {
        List<String> line = Arrays.asList(proc("cmdline"));
        return Integer.parseInt(line.get(line.indexOf("--port") + 1));
    }

    String engineKey() throws IOException {
        String name = "LLAMA_API_KEY=";
        return Arrays.stream(proc("environ"))
                .filter(variable -> variable.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length());
    }

    private String[] proc(String file) throws IOException {
        long engine = process.toHandle()
                .descendants()
                .filter(child -> child.info().command().orElse("").endsWith("llama-server"))
                .findFirst()
                .orElseThrow()
                .pid();
        return new String(Files.readAllBytes(Path.of("/proc/" + engine + "/" + file)), StandardCharsets.UTF_8).split("\0", -1);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
