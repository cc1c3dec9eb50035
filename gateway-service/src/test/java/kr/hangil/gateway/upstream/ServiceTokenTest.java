package kr.hangil.gateway.upstream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTokenTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        join(vertx.close());
    }

    @Test
    void shouldCompleteOnTheEventLoopThatAskedWhereverTheAnswerComes() throws Exception {
        // Given: event loops that wait for one token
        CompletableFuture<Tokens> answer = new CompletableFuture<>();
        ServiceToken token = token(() -> answer);
        Map<Thread, Thread> completedOn = new ConcurrentHashMap<>();
        CountDownLatch completed = new CountDownLatch(2);
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
        answer.complete(tokens("good"));

        // Then
        assertThat(completed.await(10, SECONDS)).isTrue();
        assertThat(completedOn)
                .hasSize(2)
                .allSatisfy((asked, there) -> assertThat(there).isSameAs(asked));
    }

    @Test
    void shouldBeginWithTheTokenItHadWhenKeycloakGivesNone() throws Exception {
        ServiceToken before = token(() -> CompletableFuture.completedFuture(tokens("kept")));
        join(before.ready());
        awaitKept("kept");

        ServiceToken restarted = token(ServiceTokenTest::away);

        join(restarted.ready());
        assertThat(restarted.authorization()).hasToString("Bearer kept");
        assertThat(metrics.get("hangil.gateway.service.token.seconds").gauge().value())
                .isPositive();
    }

    @Test
    void shouldTakeKeycloaksTokenBeforeTheOneItHad() throws Exception {
        kept().write(new KeptToken.Content("kept", Instant.now().plus(HOUR)));

        ServiceToken token = token(() -> CompletableFuture.completedFuture(tokens("new")));

        join(token.ready());
        assertThat(token.authorization()).hasToString("Bearer new");
        awaitKept("new");
    }

    @Test
    void shouldNotBeginWithATokenThatHasEnded() {
        kept().write(new KeptToken.Content("kept", Instant.now().minusSeconds(1)));

        ServiceToken token = token(ServiceTokenTest::away);

        assertThatThrownBy(() -> join(token.ready()))
                .hasRootCauseInstanceOf(PlatformException.class)
                .hasMessageContaining("cannot authenticate itself to inference pods");
    }

    @Test
    void shouldBeWithoutATokenWhenItsFileIsDamaged() throws Exception {
        Files.writeString(folder.resolve(KeptToken.NAME), "{\"token\":\"half of");

        ServiceToken token = token(ServiceTokenTest::away);

        assertThatThrownBy(() -> join(token.ready())).hasRootCauseInstanceOf(PlatformException.class);
    }

    @Test
    void shouldKeepTheTokenToItsOwner() throws Exception {
        kept().write(new KeptToken.Content("kept", Instant.now().plus(HOUR)));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(KeptToken.NAME))))
                .isEqualTo("rw-------");
        assertThat(kept().read().orElseThrow().toString()).doesNotContain("kept");
    }

    @Test
    void shouldNotAskKeycloakForEachRequestWhileItIsAway() {
        ServiceToken token = token(ServiceTokenTest::away);

        for (int request = 0; request < 100; request++) {
            assertThatThrownBy(() -> join(token.ready())).hasRootCauseInstanceOf(PlatformException.class);
        }

        assertThat(asked.get()).isLessThan(10);
        await().atMost(10, SECONDS).until(() -> {
            int before = asked.get();
            token.ready();
            return asked.get() > before;
        });
    }

    @Test
    void shouldNotExchangeATokenThatCameAMomentAgo() throws Exception {
        ServiceToken token = token(() -> CompletableFuture.completedFuture(tokens("new")));
        join(token.ready());

        for (int refused = 0; refused < 100; refused++) {
            join(token.refused());
        }

        assertThat(asked.get()).isEqualTo(1);
    }

    private void awaitKept(String token) {
        await().atMost(10, SECONDS)
                .until(() -> kept().read()
                        .filter(content -> content.token().equals(token))
                        .isPresent());
    }

    private ServiceToken token(Supplier<CompletableFuture<Tokens>> keycloak) {
        return new ServiceToken(keycloak(keycloak), kept(), vertx, Clock.systemUTC(), metrics);
    }

    private KeptToken kept() {
        return new KeptToken(folder, new ObjectMapper().registerModule(new JavaTimeModule()));
    }

    private static CompletableFuture<Tokens> away() {
        return CompletableFuture.failedFuture(new ConnectException("nobody listens"));
    }

    private static Tokens tokens(String text) {
        long end = Instant.now().plus(HOUR).getEpochSecond();
        return new Tokens(text, end, null, null, null, new JsonObject(), "gateway-service");
    }

    private OidcClient keycloak(Supplier<CompletableFuture<Tokens>> answer) {
        return (OidcClient) Proxy.newProxyInstance(
                OidcClient.class.getClassLoader(), new Class<?>[] {OidcClient.class}, (client, method, arguments) -> {
                    asked.incrementAndGet();
                    return Uni.createFrom().completionStage(answer.get());
                });
    }

    private static void join(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
