package kr.hangil.gateway.admission;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.gateway.admission.Quota.Kind;
import kr.hangil.gateway.admission.RealRedis.Standstill;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three gateways and a real Redis, which stands still in the middle. */
class RedisQuotasTest extends QuotasContract {

    private static RealRedis server;

    private final List<RedisQuotas> gateways = new ArrayList<>();
    private final List<RedisLink> links = new ArrayList<>();

    @BeforeAll
    static void startRedis() throws IOException {
        server = RealRedis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        server.stop();
    }

    @BeforeEach
    void startGateways() {
        for (int i = 0; i < 3; i++) {
            gateways.add(gateway("gw-" + i, server.url()));
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
        links.forEach(RedisLink::close);
    }

    private RedisQuotas gateway(String name, String url) {
        AdmissionConfig config = RealRedis.config();
        RedisLink link = new RedisLink(server.vertx(), config.redis(), url, Clock.systemUTC());
        links.add(link);
        RedisQuotas quotas = new RedisQuotas(server.vertx(), config.redis(), link, name, Clock.systemUTC());
        quotas.start();
        return quotas;
    }

    @Override
    Quotas quotas() {
        return gateways.getFirst();
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
    void shouldHoldTheLimitWhenRedisStandsStillInTheMiddle() throws IOException, InterruptedException {
        Quota quota = new Quota("tenant", Kind.REQUESTS, 120, 1);
        int before = storm(quota, 20);

        int during;
        try (Standstill _ = server.standStill()) {
            during = storm(quota, 60);
        }
        await().atMost(10, SECONDS)
                .until(() -> gateways.stream()
                        .noneMatch(g -> join(g.reserve(claim(quota))) instanceof Verdict.Granted x && x.degraded()));
        int after = storm(quota, 60);

        assertThat(before).isEqualTo(60);
        assertThat(during).isBetween(1, 60);
        assertThat(before + during + after).isLessThanOrEqualTo(120 + 60);
    }

    @Test
    void shouldAnswerEveryRequestWhileRedisHangs() throws Exception {
        // Given
        Quota quota = new Quota("tenant", Kind.REQUESTS, 1_000, 1);
        try (Standstill _ = server.standStill()) {

            // When
            List<Future<Verdict>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(quotas().reserve(claim(quota)));
            }

            // Then: before Redis goes on
            for (Future<Verdict> verdict : asked) {
                assertThat(verdict.toCompletionStage().toCompletableFuture().get(20, SECONDS))
                        .isInstanceOfSatisfying(
                                Verdict.Granted.class,
                                granted -> assertThat(granted.degraded()).isTrue());
            }
        }
    }

    @Test
    void shouldSettleOnceHoweverOftenItIsTold() {
        Claim claim = claim(new Quota("tenant", Kind.TOKENS, 100, 60));
        Verdict.Granted granted = (Verdict.Granted) reserve(claim);

        quotas().settle(claim, granted, 10);
        quotas().settle(claim, granted, 10);

        Quota rest = new Quota("tenant", Kind.TOKENS, 100, 91);
        await().during(500, MILLISECONDS)
                .atMost(20, SECONDS)
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

        await().during(4, SECONDS).atMost(20, SECONDS).until(() -> reserve(claim(place)) instanceof Verdict.Refused);
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
        assertThat(links.getLast().isAway()).isTrue();
    }
}
