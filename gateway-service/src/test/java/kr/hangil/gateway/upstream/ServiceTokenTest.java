package kr.hangil.gateway.upstream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ServiceTokenTest {

    @Test
    void shouldCompleteOnTheEventLoopThatAskedWhereverTheAnswerComes() throws Exception {
        // Given: event loops that wait for one token
        CompletableFuture<Tokens> answer = new CompletableFuture<>();
        ServiceToken token = new ServiceToken(keycloak(answer), Clock.systemUTC());
        Map<Thread, Thread> completedOn = new ConcurrentHashMap<>();
        CountDownLatch completed = new CountDownLatch(2);
        Vertx vertx = Vertx.vertx();
        join(vertx.deployVerticle(
                () -> new AbstractVerticle() {
                    @Override
                    public void start(Promise<Void> started) {
                        Thread asking = Thread.currentThread();
                        token.ready().onSuccess(good -> {
                            completedOn.put(asking, Thread.currentThread());
                            completed.countDown();
                        });
                        started.complete();
                    }
                },
                new DeploymentOptions().setInstances(2)));

        // When: Keycloak answers on a thread of its own
        answer.complete(new Tokens("good", null, null, null, null, new JsonObject(), "gateway-service"));

        // Then
        assertThat(completed.await(10, SECONDS)).isTrue();
        assertThat(completedOn)
                .hasSize(2)
                .allSatisfy((asked, there) -> assertThat(there).isSameAs(asked));
        join(vertx.close());
    }

    private static OidcClient keycloak(CompletableFuture<Tokens> answer) {
        return (OidcClient) Proxy.newProxyInstance(
                OidcClient.class.getClassLoader(),
                new Class<?>[] {OidcClient.class},
                (client, method, arguments) -> Uni.createFrom().completionStage(answer));
    }

    private static void join(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
