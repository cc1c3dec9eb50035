package kr.hangil.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.operator.http.JsonGet;
import org.junit.jupiter.api.Test;

class KeycloakTokenTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicInteger given = new AtomicInteger();

    /** Gives {@code token-1}, then {@code token-2}, each good for an hour. */
    private OidcClient keycloak() {
        return (OidcClient) Proxy.newProxyInstance(
                OidcClient.class.getClassLoader(), new Class<?>[] {OidcClient.class}, (client, method, arguments) -> {
                    long end = Instant.now().plusSeconds(3600).getEpochSecond();
                    String token = "token-" + given.incrementAndGet();
                    return Uni.createFrom()
                            .item(new Tokens(token, end, null, null, null, new JsonObject(), "inference-operator"));
                });
    }

    @Test
    void shouldKeepATokenUntilSomebodyRefusesIt() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean withdrawn =
                        "Bearer token-1".equals(exchange.getRequestHeaders().getFirst("authorization"));
                boolean strict = "/strict".equals(exchange.getRequestURI().getPath());
                exchange.sendResponseHeaders(withdrawn && strict ? 401 : 200, -1);
            }
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (JsonGet http = new JsonGet(new KeycloakToken(keycloak(), LIMIT), LIMIT)) {
            assertThat(http.authorized(base.resolve("/")).join().status()).isEqualTo(200);
            assertThat(http.authorized(base.resolve("/")).join().status()).isEqualTo(200);
            assertThat(given.get()).isEqualTo(1);

            assertThat(http.authorized(base.resolve("/strict")).join().status()).isEqualTo(401);
            assertThat(http.authorized(base.resolve("/strict")).join().status()).isEqualTo(200);
            assertThat(given.get()).isEqualTo(2);
        } finally {
            server.stop(0);
        }
    }
}
