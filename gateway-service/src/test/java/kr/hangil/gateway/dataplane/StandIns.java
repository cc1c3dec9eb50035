package kr.hangil.gateway.dataplane;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** What a gateway under test calls: a pod, billing and a collector of spans. */
public final class StandIns implements QuarkusTestResourceLifecycleManager {

    private static final StandIns CURRENT = new StandIns();

    private final StandInPod pod;
    private final StandInBilling billing;
    private final Collector collector;

    /** The framework makes one object for each use; they all stand for the first. */
    public StandIns() {
        Vertx vertx = CURRENT == null ? Vertx.vertx() : null;
        this.pod = vertx == null ? CURRENT.pod : new StandInPod(vertx);
        this.billing = vertx == null ? CURRENT.billing : new StandInBilling(vertx);
        this.collector = vertx == null ? CURRENT.collector : new Collector(vertx);
    }

    static StandIns current() {
        return CURRENT;
    }

    @Override
    public Map<String, String> start() {
        return Map.of("HANGIL_BILLING_URL", billing.url(), "HANGIL_OTLP_ENDPOINT", collector.url());
    }

    @Override
    public void stop() {}

    static HttpServer server(Vertx vertx, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    StandInPod pod() {
        return pod;
    }

    StandInBilling billing() {
        return billing;
    }

    Collector collector() {
        return collector;
    }
}
