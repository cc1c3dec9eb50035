package kr.hangil.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.inject.Vetoed;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import kr.hangil.gateway.admission.RealRedis.Standstill;
import kr.hangil.gateway.metering.MeteringConfig;
import kr.hangil.stack.process.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a gateway asks of its own limiter before it serves. */
class AdmissionAtStartTest {

    private static final int GATEWAYS = 3;

    private static RealRedis server;

    private final MeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeAll
    static void startRedis() throws IOException {
        server = RealRedis.start();
        server.awaitAnswer();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        server.stop();
    }

    private static SmallRyeConfig alone() {
        return AdmissionParts.config(Map.of());
    }

    private static SmallRyeConfig oneOfThree(String redis) {
        return AdmissionParts.config(Map.of(
                "hangil.gateway.admission.redis.gateways",
                Integer.toString(GATEWAYS),
                "hangil.gateway.admission.redis.url",
                redis,
                "hangil.gateway.admission.redis.timeout",
                "400ms"));
    }

    private AdmissionSelfTest check(SmallRyeConfig config) {
        return check(config, AdmissionParts.quotas(server.vertx(), config));
    }

    private AdmissionSelfTest check(SmallRyeConfig config, QuotaService quotas) {
        return new AdmissionSelfTest(
                AdmissionParts.admission(server.vertx(), config, quotas, metrics), Clock.systemUTC());
    }

    @Test
    void shouldFindNothingWhereTheLimiterIsAsked() {
        assertThat(check(alone()).findings()).isEmpty();
    }

    @Test
    void shouldFindALimiterThatWorksAndIsNotAsked() {
        SmallRyeConfig config = alone();

        List<String> findings =
                check(config, new NotAsked(server.vertx(), config)).findings();

        assertThat(findings)
                .singleElement()
                .asString()
                .contains("holds no limit")
                .contains("start another build");
    }

    @Test
    void shouldStandInNobodysWayWhenThreeGatewaysStartAtOnce() {
        // Given
        send(Request.cmd(Command.FLUSHALL));
        List<AdmissionSelfTest> checks = IntStream.range(0, GATEWAYS)
                .mapToObj(i -> check(oneOfThree(server.url())))
                .toList();

        // When
        List<CompletableFuture<List<String>>> findings = checks.stream()
                .map(check -> CompletableFuture.supplyAsync(check::findings))
                .toList();

        // Then: and what Redis counted of them expires
        assertThat(findings).allSatisfy(found -> assertThat(found.join()).isEmpty());
        List<String> keys = keys();
        assertThat(keys.stream().filter(key -> key.endsWith("}:tenant:R"))).hasSize(GATEWAYS);
        assertThat(keys).allSatisfy(key -> assertThat(secondsLeft(key)).isBetween(1, 180));
    }

    @Test
    void shouldStartWithoutRedis() throws Exception {
        assertThat(check(oneOfThree("redis://127.0.0.1:" + Ports.free())).findings())
                .isEmpty();
        try (Standstill _ = server.standStill()) {
            assertThat(check(oneOfThree(server.url())).findings()).isEmpty();
        }
        server.awaitAnswer();
    }

    @Test
    void shouldLeaveNoTraceInTheMetrics() {
        check(alone()).findings();

        assertThat(metrics.get("hangil.gateway.requests.in.flight").gauge().value())
                .isZero();
        assertThat(metrics.get("hangil.gateway.budget.unconfirmed").counter().count())
                .isZero();
        assertThat(metrics.getMeters())
                .noneMatch(meter -> meter.getId().getTags().stream()
                        .anyMatch(tag -> tag.getValue().contains(AdmissionSelfTest.TENANT)));
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        send(Request.cmd(Command.KEYS).arg("hangil:{" + AdmissionSelfTest.TENANT + "*"))
                .forEach(key -> keys.add(key.toString()));
        return keys;
    }

    private static int secondsLeft(String key) {
        return send(Request.cmd(Command.TTL).arg(key)).toInteger();
    }

    private static Response send(Request request) {
        return server.admin()
                .send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** A limiter that was made, and that the request path goes past. */
    @Vetoed
    private static final class NotAsked extends QuotaService {
        NotAsked(Vertx vertx, SmallRyeConfig config) {
            super(
                    config.getConfigMapping(AdmissionConfig.class),
                    config.getConfigMapping(MeteringConfig.class),
                    vertx,
                    Clock.systemUTC(),
                    new SimpleMeterRegistry());
        }

        @Override
        Future<Verdict> reserve(Claim claim) {
            return Future.succeededFuture(new Verdict.Granted(0, List.of(), false));
        }
    }
}
