package kr.hangil.operator;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import kr.hangil.operator.cluster.GatewayStandIn;
import kr.hangil.operator.cluster.Shipped;
import kr.hangil.operator.cluster.TestCluster;

/** A cluster, a gateway, a registry and a token endpoint for the whole application. */
public final class PackagedWiring implements QuarkusTestResourceLifecycleManager {

    static final String DIGEST = "sha256:" + "a".repeat(64);

    static volatile TestCluster cluster;
    static final List<String> ASKED = new CopyOnWriteArrayList<>();

    private GatewayStandIn gateway;
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        cluster = TestCluster.inMemory();
        gateway = new GatewayStandIn("hangil-mini", cluster::pods);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        answer("/token", "{\"access_token\":\"operators-own\",\"expires_in\":300,\"token_type\":\"Bearer\"}");
        answer("/v1/models/hangil/hangil-mini/versions/prod", """
                {"digest":"%s","createdAt":"2026-11-24T00:00:00Z","createdBy":"test","manifest":{
                 "schema":"kr.hangil.manifest.v1","model":"hangil/hangil-mini",
                 "files":[{"path":"model.gguf","size":7400000,"digest":"%s"}],
                 "serving":{"format":"gguf","contextLength":2048,"stop":[],"capabilities":["chat"]},
                 "licence":{"id":"Apache-2.0","commercialUse":true}}}
                """.formatted(DIGEST, DIGEST));
        server.start();
        String here = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "quarkus.kubernetes-client.api-server-url",
                cluster.client().getMasterUrl().toString());
        settings.put("quarkus.kubernetes-client.namespace", TestCluster.NAMESPACE);
        settings.put("quarkus.oidc-client.discovery-enabled", "false");
        settings.put("quarkus.oidc-client.auth-server-url", here);
        settings.put("quarkus.oidc-client.token-path", "/token");
        settings.put("quarkus.oidc-client.credentials.secret", "secret");
        settings.put("hangil.operator.registry-url", here);
        settings.put("hangil.operator.profiles", Shipped.profiles().toString());
        settings.put("hangil.operator.gateways", gateway.url().toString());
        settings.put("hangil.operator.gateway-interval", "PT0.2S");
        settings.put("hangil.operator.pod-interval", "PT0.3S");
        return settings;
    }

    private void answer(String path, String body) {
        server.createContext(path, exchange -> {
            try (exchange) {
                ASKED.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    @Override
    public void stop() {
        server.stop(0);
        gateway.close();
        cluster.close();
    }
}
