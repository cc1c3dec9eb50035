package kr.hangil.operator.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.contracts.serving.ServingLabels;

/** Speaks a gateway's {@code GET /manage/v1/routing}: it sends to every ready pod, unless it is told not to look. */
public final class GatewayStandIn implements AutoCloseable {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final HttpServer server;
    private final String model;
    private final Supplier<List<Pod>> pods;
    private final Set<String> ejected = ConcurrentHashMap.newKeySet();
    private volatile List<Pod> known = List.of();
    private volatile boolean looking = true;
    private volatile int waiting;
    private volatile int inFlight;
    private volatile Instant lastRequestAt = Instant.now();

    public GatewayStandIn(String model, Supplier<List<Pod>> pods) {
        this.model = model;
        this.pods = pods;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/manage/v1/routing", exchange -> {
            try (exchange) {
                byte[] body = JSON.writeValueAsBytes(report());
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Whether it learns of pods from now on. */
    public void look(boolean looks) {
        report();
        looking = looks;
    }

    public void demand(int inFlight, int waiting) {
        this.inFlight = inFlight;
        this.waiting = waiting;
    }

    public void lastRequestAt(Instant at) {
        lastRequestAt = at;
    }

    /** From now on leaves pods of {@code revision} out, for their answers fail. */
    public void eject(String revision) {
        ejected.add(revision);
    }

    private RoutingReport report() {
        if (looking) {
            known = pods.get().stream().filter(TestCluster::ready).toList();
        }
        List<RoutingReport.Destination> destinations = known.stream()
                .map(it -> new RoutingReport.Destination(
                        TestCluster.url(it),
                        it.getMetadata().getLabels().get(ServingLabels.DEPLOYMENT),
                        it.getMetadata().getLabels().get(ServingLabels.REVISION),
                        it.getMetadata().getLabels().get(ServingLabels.REGION),
                        ejected.contains(it.getMetadata().getLabels().get(ServingLabels.REVISION)),
                        0))
                .toList();
        return new RoutingReport(
                "gw-0", 1, List.of(new RoutingReport.Model(model, inFlight, 0, waiting, lastRequestAt, destinations)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
