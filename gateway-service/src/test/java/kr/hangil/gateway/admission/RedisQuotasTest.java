package kr.hangil.gateway.admission;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.gateway.admission.Quota.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Three gateways and a real Redis, which is paused in the middle. */
class RedisQuotasTest extends QuotasContract {

    private static final Vertx VERTX = Vertx.vertx();
    private static RedisServer server;
    private static String url;
    private static Redis admin;

    private final List<RedisQuotas> gateways = new ArrayList<>();

    @BeforeAll
    static void startRedis() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = RedisServer.builder().port(port).bind("127.0.0.1").build();
        server.start();
        url = "redis://127.0.0.1:" + port;
        admin = Redis.createClient(VERTX, url);
    }

    @AfterAll
    static void stopRedis() throws IOException {
        admin.close();
        server.stop();
        VERTX.close();
    }

    @BeforeEach
    void startGateways() {
        for (int i = 0; i < 3; i++) {
            gateways.add(gateway("gw-" + i, url));
        }
        Claim first = new Claim("first", "warm-up", List.of(new Quota("tenant", Kind.REQUESTS, 1_000_000, 1)));
        await().atMost(10, SECONDS)
                .until(() -> gateways.stream()
                        .allMatch(gateway -> join(gateway.reserve(first)) instanceof Verdict.Granted granted
                                && !granted.degraded()));
    }

    @AfterEach
    void stopGateways() {
        gateways.forEach(RedisQuotas::stop);
    }

    private static RedisQuotas gateway(String name, String url) {
        AdmissionConfig config = new SmallRyeConfigBuilder()
                .withMapping(AdmissionConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(Map.of(
                        "hangil.gateway.admission.redis.gateways",
                        "3",
                        "hangil.gateway.admission.redis.lease",
                        "2s",
                        "hangil.gateway.admission.redis.timeout",
                        "400ms"))
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(AdmissionConfig.class);
        RedisQuotas quotas = new RedisQuotas(VERTX, config.redis(), url, name, Clock.systemUTC());
        quotas.start();
        return quotas;
    }

    @Override
    Quotas quotas() {
        return gateways.getFirst();
    }

    private static void pause(long millis) {
        admin.send(Request.cmd(Command.CLIENT).arg("PAUSE").arg(millis).arg("ALL"))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private int storm(Quota quota, int requestsEach) {
        AtomicInteger granted = new AtomicInteger();
        for (int i = 0; i < requestsEach; i++) {
            for (RedisQuotas gateway : gateways) {
                if (join(gateway.reserve(claim(quota))) instanceof Verdict.Granted) {
                    granted.incrementAndGet();
                }
            }
        }
        return granted.get();
    }

    @Test
    void shouldHoldOneLimitAcrossThreeGateways() {
        assertThat(storm(new Quota("tenant", Kind.REQUESTS, 100, 1), 100)).isEqualTo(100);
    }

    @Test
    void shouldHoldTheLimitWhenRedisPausesInTheMiddle() {
        Quota quota = new Quota("tenant", Kind.REQUESTS, 120, 1);
        int before = storm(quota, 20);

        pause(3_000);
        int during = storm(quota, 60);
        await().atMost(10, SECONDS)
                .until(() -> gateways.stream()
                        .noneMatch(g -> join(g.reserve(claim(quota))) instanceof Verdict.Granted x && x.degraded()));
        int after = storm(quota, 60);

        assertThat(before).isEqualTo(60);
        assertThat(during).isBetween(1, 60);
        assertThat(before + during + after).isLessThanOrEqualTo(120 + 60);
    }

    @Test
    void shouldSettleOnceHoweverOftenItIsTold() {
        Claim claim = claim(new Quota("tenant", Kind.TOKENS, 100, 60));
        Verdict.Granted granted = (Verdict.Granted) reserve(claim);

        quotas().settle(claim, granted, 10);
        quotas().settle(claim, granted, 10);

        Quota rest = new Quota("tenant", Kind.TOKENS, 100, 91);
        await().during(500, MILLISECONDS)
                .atMost(5, SECONDS)
                .until(() -> reserve(claim(rest)) instanceof Verdict.Refused r
                        && r.level().used() == 10);
    }

    @Test
    void shouldGiveBackThePlacesOfAGatewayThatDied() {
        Quota place = new Quota("key a", Kind.CONCURRENCY, 1, 1);
        RedisQuotas dying = gateways.removeLast();
        join(dying.reserve(claim(place)));
        assertThat(reserve(claim(place))).isInstanceOf(Verdict.Refused.class);

        dying.stop();

        await().atMost(10, SECONDS).until(() -> reserve(claim(place)) instanceof Verdict.Granted);
    }

    @Test
    void shouldKeepAPlaceWhileItsRequestLasts() {
        Quota place = new Quota("key a", Kind.CONCURRENCY, 1, 1);
        reserve(claim(place));

        await().during(4, SECONDS).atMost(8, SECONDS).until(() -> reserve(claim(place)) instanceof Verdict.Refused);
    }

    @Test
    void shouldGrantItsShareWhenRedisWasNeverThere() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        RedisQuotas alone = gateway("gw-alone", "redis://127.0.0.1:" + closed);
        gateways.add(alone);
        Quota quota = new Quota("tenant", Kind.REQUESTS, 30, 1);
        int granted = 0;
        for (int i = 0; i < 40; i++) {
            granted += join(alone.reserve(claim(quota))) instanceof Verdict.Granted ? 1 : 0;
        }

        assertThat(granted).isEqualTo(10);
        assertThat(alone.isAway()).isTrue();
    }
}
