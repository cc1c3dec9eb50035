package kr.hangil.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.stack.process.ChildProcess;

/**
 * A kubelet for inference pods whose engine is llama.cpp: each runs as a process with the environment that its pod names, at one
 * address of this machine, and the pod's status says what the process's own health says. Pods share that address, so there is one at
 * a time.
 */
public final class PodProcesses implements AutoCloseable {

    private static final int MANAGEMENT = 9082;
    private static final Duration GRACE = Duration.ofSeconds(40);

    private final ControlPlane cluster;
    private final InetAddress address;
    private final Path root;
    private final Path folder;
    private final String clientSecret;
    private final Map<String, ChildProcess> running = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /**
     * @param address of this machine; loopback is no address of an endpoint
     * @param root of the repository
     * @param folder for weights and logs
     * @param clientSecret what Secret {@code inference-service} would have
     */
    public PodProcesses(ControlPlane cluster, InetAddress address, Path root, Path folder, String clientSecret) {
        this.cluster = cluster;
        this.address = address;
        this.root = root;
        this.folder = folder;
        this.clientSecret = clientSecret;
    }

    /** One round: what was scheduled starts, what is ready is called so, what was told to stop is stopped. */
    public void tick() throws IOException, InterruptedException {
        for (JsonNode pod : cluster.inferencePods()) {
            String name = pod.at("/metadata/name").asText();
            if (pod.at("/metadata").has("deletionTimestamp")) {
                end(name);
            } else if (pod.at("/spec").has("nodeName")) {
                ChildProcess process = running.get(name);
                if (process == null || !process.process().isAlive()) {
                    running.put(name, start(name, pod.at("/spec/containers/0")));
                }
                tell(name);
            }
        }
    }

    private ChildProcess start(String name, JsonNode container) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : container.path("env")) {
            if (variable.has("value")) {
                environment.put(
                        variable.path("name").asText(),
                        inFolder(variable.path("value").asText()));
            } else if (variable.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.name")) {
                environment.put(variable.path("name").asText(), name);
            } else {
                environment.put(variable.path("name").asText(), clientSecret);
            }
        }
        environment.put("QUARKUS_HTTP_HOST", address.getHostAddress());
        environment.put("QUARKUS_MANAGEMENT_HOST", address.getHostAddress());
        return ChildProcess.start(new ChildProcess.Spec(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        root.resolve("inference-service/target/quarkus-app/quarkus-run.jar")
                                .toString()),
                environment,
                Files.createDirectories(folder),
                folder.resolve(name + ".log"),
                ChildProcess.StopSignal.TERM));
    }

    /** Where the pod's volume would be mounted. */
    private String inFolder(String value) {
        return value.replace("/var/lib/hangil", folder.toString());
    }

    private void tell(String name) throws IOException, InterruptedException {
        boolean started = healthy("started");
        boolean ready = started && healthy("ready");
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        cluster.patchPodStatus(
                name,
                Map.of(
                        "phase", "Running",
                        "podIP", address.getHostAddress(),
                        "podIPs", List.of(Map.of("ip", address.getHostAddress())),
                        "containerStatuses",
                                List.of(Map.of(
                                        "name",
                                        "inference-service",
                                        "image",
                                        "",
                                        "imageID",
                                        "",
                                        "restartCount",
                                        0,
                                        "started",
                                        started,
                                        "ready",
                                        ready,
                                        "state",
                                        Map.of("running", Map.of("startedAt", now)))),
                        "conditions",
                                List.of(
                                        Map.of("type", "PodScheduled", "status", "True", "lastTransitionTime", now),
                                        Map.of(
                                                "type",
                                                "Ready",
                                                "status",
                                                ready ? "True" : "False",
                                                "lastTransitionTime",
                                                now))));
    }

    private boolean healthy(String what) throws InterruptedException {
        URI health = URI.create("http://" + address.getHostAddress() + ":" + MANAGEMENT + "/q/health/" + what);
        try {
            return http.send(
                                    HttpRequest.newBuilder(health)
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void end(String name) throws IOException, InterruptedException {
        ChildProcess process = running.remove(name);
        if (process != null) {
            process.stop(GRACE);
        }
        cluster.podIsGone(name);
    }

    @Override
    public void close() {
        running.values().forEach(it -> it.stop(GRACE));
    }
}
