import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes of the benchmark, each on its core: what is measured on the first, what measures on the second. */
final class Parts implements AutoCloseable {

    private static final String MEASURED = "0";
    private static final String INSTRUMENTS = "1";
    private static final String ANY = "0,1";
    private static final Pattern UNSHIPPED = Pattern.compile("(?m)^hangil_gateway_usage_unshipped_bytes(?:\\{.*})? (\\S+)$");

    private final Path folder;
    private final List<Process> running = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private ProcessHandle aside;

    /** @param folder for configuration, state and logs */
    Parts(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> List.copyOf(running).forEach(Process::destroy)));
    }

    /** @param management port of a gateway's metrics; 0 for what has none */
    record Part(Process process, int port, int management) {
        Usage usage() {
            return new Usage(process.pid());
        }
    }

    Part stub() throws IOException, InterruptedException {
        int port = freePort();
        Process process = start("stub", INSTRUMENTS, Map.of(), List.of(
                java(), "-Xmx128m", "-XX:+UseSerialGC", "gateway-service/benchmarks/StubPod.java", Integer.toString(port)));
        return listening(new Part(process, port, 0));
    }

    /** A bare reverse proxy to {@code upstream}. */
    Part nginx(int upstream) throws IOException, InterruptedException {
        int port = freePort();
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events { worker_connections 8192; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/nginx-body;
                    proxy_temp_path %1$s/nginx-proxy;
                    fastcgi_temp_path %1$s/nginx-fastcgi;
                    uwsgi_temp_path %1$s/nginx-uwsgi;
                    scgi_temp_path %1$s/nginx-scgi;
                    keepalive_requests 1000000000;
                    upstream pod { server 127.0.0.1:%2$d; keepalive 4096; keepalive_requests 1000000000; }
                    server {
                        listen 127.0.0.1:%3$d backlog=4096;
                        location / {
                            proxy_pass http://pod;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_buffering off;
                        }
                    }
                }
                """.formatted(folder, upstream, port));
        Process process = start("nginx", MEASURED, Map.of(), List.of("nginx", "-c", config.toString(), "-p", folder.toString()));
        return listening(new Part(process, port, 0));
    }

    Part redis() throws IOException, InterruptedException {
        int port = freePort();
        Process process = start("redis", INSTRUMENTS, Map.of(), List.of(
                "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                "--dir", folder.toString()));
        return listening(new Part(process, port, 0));
    }

    /**
     * The packaged gateway, as a stack runs it. On both cores until it is warm, since its compilers take most of one.
     *
     * @param application with its {@code quarkus-run.jar}
     */
    Part gateway(String name, Path application, Map<String, String> environment, List<String> options) throws IOException, InterruptedException {
        int port = freePort();
        int management = freePort();
        Map<String, String> all = new HashMap<>(environment);
        all.put("HANGIL_GATEWAY_NAME", name);
        all.put("HANGIL_GATEWAY_PORT", Integer.toString(port));
        all.put("HANGIL_GATEWAY_MANAGEMENT_PORT", Integer.toString(management));
        all.put("HANGIL_GATEWAY_STATE", folder.resolve(name).toString());
        all.put("HANGIL_GATEWAY_ADMISSION_MAX_IN_FLIGHT_PER_TENANT", "4096");
        List<String> command = new ArrayList<>(List.of(java(), "-Xms32m", "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1"));
        command.addAll(options);
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        Process process = start(name, ANY, all, command);
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://localhost:" + management + "/q/health/ready")).build();
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try {
                if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return new Part(process, port, management);
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(100);
        }
        throw new IOException("the gateway did not start; see " + folder.resolve(name + ".log"));
    }

    void stop(Part part) throws InterruptedException {
        part.process().destroy();
        if (!part.process().waitFor(40, TimeUnit.SECONDS)) {
            part.process().destroyForcibly();
        }
        running.remove(part.process());
    }

    /** Keeps all threads of {@code part} on the measured core from now on. */
    void pin(Part part) throws IOException, InterruptedException {
        keep(part.process().toHandle(), MEASURED);
    }

    /**
     * Keeps {@code stack} and all its processes on the core of the instruments until this is closed: what a gateway ships is
     * booked on this machine as well, and would be in its way.
     */
    void aside(ProcessHandle stack) throws IOException, InterruptedException {
        aside = stack;
        keepAll(stack, INSTRUMENTS);
    }

    private static void keepAll(ProcessHandle parent, String cores) throws IOException, InterruptedException {
        for (ProcessHandle process : Stream.concat(Stream.of(parent), parent.descendants()).toList()) {
            keep(process, cores);
        }
    }

    /** All threads of {@code process}, and those it makes from now on. */
    private static void keep(ProcessHandle process, String cores) throws IOException, InterruptedException {
        new ProcessBuilder("taskset", "-acp", cores, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Waits until billing has all that {@code gateway} metered. */
    void awaitShipped(Part gateway) throws IOException, InterruptedException {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.management() + "/q/metrics"))
                .build();
        // Seldom, for asking takes the gateway some milliseconds too.
        for (int i = 0; i < 60; i++) {
            Thread.sleep(1_000);
            Matcher bytes = UNSHIPPED.matcher(http.send(metrics, HttpResponse.BodyHandlers.ofString()).body());
            if (bytes.find() && Double.parseDouble(bytes.group(1)) == 0) {
                return;
            }
        }
        throw new IOException("billing does not take what the gateway metered; see the logs in " + folder);
    }

    private Process start(String name, String core, Map<String, String> environment, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>();
        pinned.addAll(List.of("taskset", "-c", core));
        pinned.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private Part listening(Part part) throws IOException, InterruptedException {
        for (int i = 0; i < 200 && part.process().isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), part.port())) {
                return part;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IOException(part.process().info().command().orElse("a part") + " did not start; see the logs in " + folder);
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (aside != null) {
            keepAll(aside, ANY);
        }
        http.close();
        running.reversed().forEach(Process::destroy);
        for (Process process : running) {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
