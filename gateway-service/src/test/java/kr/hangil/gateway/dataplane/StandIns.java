package kr.hangil.gateway.dataplane;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** What a gateway under test calls: a pod, billing and a collector of spans. The framework makes one object for each use; all give the same. */
public final class StandIns implements QuarkusTestResourceLifecycleManager {

    private static final Vertx VERTX = Vertx.vertx();
    private static final StandInPod POD = new StandInPod(VERTX);
    private static final StandInBilling BILLING = new StandInBilling(VERTX);
    private static final Collector COLLECTOR = new Collector(VERTX);
    private static final StandIns CURRENT = new StandIns();

    static StandIns current() {
        return CURRENT;
    }

    @Override
    public Map<String, String> start() {
        return Map.of("HANGIL_BILLING_URL", BILLING.url(), "HANGIL_OTLP_ENDPOINT", COLLECTOR.url());
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
        return POD;
    }

    StandInBilling billing() {
        return BILLING;
    }

    Collector collector() {
        return COLLECTOR;
    }
}
