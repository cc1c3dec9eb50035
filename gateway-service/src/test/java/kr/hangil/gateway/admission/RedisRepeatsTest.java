package kr.hangil.gateway.admission;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.gateway.admission.RealRedis.Standstill;
import kr.hangil.gateway.admission.Repeats.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gateways and a real Redis. */
class RedisRepeatsTest extends RepeatsContract {

    private static RealRedis server;

    private final List<RedisLink> links = new ArrayList<>();
    private Repeats here;
    private Repeats there;

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
        server.awaitAnswer();
        here = gateway();
        there = gateway();
    }

    @AfterEach
    void stopGateways() {
        links.forEach(RedisLink::close);
    }

    private Repeats gateway() {
        AdmissionConfig config = RealRedis.config();
        RedisLink link = new RedisLink(server.vertx(), config.redis(), server.url(), Clock.systemUTC());
        links.add(link);
        return new RedisRepeats(link, config.repeats(), new LocalRepeats(config.repeats(), Clock.systemUTC()));
    }

    @Override
    Repeats repeats() {
        return here;
    }

    @Test
    void shouldKnowWhatAnotherGatewayCharged() {
        RepeatClaim first = claim("k", "body", "req_1");
        ask(first);
        here.settle(first, true);

        await().atMost(20, SECONDS).until(() -> join(there.claim(claim("k", "body", "req_2"))) instanceof Answer.Again);
    }

    @Test
    void shouldGoByItsOwnMemoryWhileRedisDoesNotAnswer() throws IOException, InterruptedException {
        // Given
        RepeatClaim first = claim("k", "body", "req_1");
        ask(first);
        here.settle(first, true);

        // When
        Answer answer;
        try (Standstill _ = server.standStill()) {
            answer = ask(claim("k", "body", "req_2"));
        }

        // Then
        assertThat(answer).isEqualTo(new Answer.Again("req_1"));
    }

    @Test
    void shouldNotWaitForARequestThatRedisHeardOfTooLate() throws IOException, InterruptedException {
        // Given: one that ran and failed, and one that ran and was charged, while Redis did not answer
        RepeatClaim failed = claim("failed", "body", "req_1");
        RepeatClaim charged = claim("charged", "body", "req_2");
        try (Standstill _ = server.standStill()) {
            assertThat(ask(failed)).isEqualTo(new Answer.First());
            assertThat(ask(charged)).isEqualTo(new Answer.First());

            // When
            here.settle(failed, false);
            here.settle(charged, true);
        }

        // Then
        await().atMost(20, SECONDS)
                .pollDelay(1_500, MILLISECONDS)
                .until(() -> join(there.claim(claim("failed", "body", "req_3"))) instanceof Answer.First);
        await().atMost(20, SECONDS)
                .until(() -> join(there.claim(claim("charged", "body", "req_4"))) instanceof Answer.Again);
    }
}
