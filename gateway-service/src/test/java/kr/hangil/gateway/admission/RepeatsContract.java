package kr.hangil.gateway.admission;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import kr.hangil.gateway.admission.Repeats.Answer;
import org.junit.jupiter.api.Test;

/** What every way of remembering charged requests must hold. */
abstract class RepeatsContract {

    private final String tenant = "t" + UUID.randomUUID();

    abstract Repeats repeats();

    RepeatClaim claim(String key, String request, String id) {
        return new RepeatClaim(tenant, key, request, id, id, Duration.ofSeconds(60));
    }

    static Answer join(Future<Answer> answer) {
        return answer.toCompletionStage().toCompletableFuture().join();
    }

    Answer ask(RepeatClaim claim) {
        return join(repeats().claim(claim));
    }

    /** Settling is not waited for, so what follows may have to ask twice. */
    void until(Class<? extends Answer> wanted, RepeatClaim claim) {
        await().atMost(20, SECONDS).until(() -> wanted.isInstance(ask(claim)));
    }

    @Test
    void shouldChargeOneOfManyThatComeAtOnce() {
        List<Future<Answer>> asked = IntStream.range(0, 50)
                .mapToObj(i -> repeats().claim(claim("k", "body", "req_" + i)))
                .toList();

        List<Answer> answers = asked.stream().map(RepeatsContract::join).toList();

        assertThat(answers).filteredOn(Answer.First.class::isInstance).hasSize(1);
        assertThat(answers).filteredOn(Answer.Running.class::isInstance).hasSize(49);
    }

    @Test
    void shouldRepeatFreeOfChargeAFewTimesAndThenNoMore() {
        RepeatClaim first = claim("k", "body", "req_first");
        assertThat(ask(first)).isEqualTo(new Answer.First());
        repeats().settle(first, true);

        for (int i = 0; i < 3; i++) {
            RepeatClaim again = claim("k", "body", "req_again" + i);
            await().atMost(20, SECONDS)
                    .until(() -> ask(again) instanceof Answer.Again(String of) && of.equals("req_first"));
            repeats().settle(again, false);
        }

        until(Answer.Worn.class, claim("k", "body", "req_last"));
    }

    @Test
    void shouldForgetARequestThatWasNotCharged() {
        RepeatClaim first = claim("k", "body", "req_1");
        ask(first);
        repeats().settle(first, false);

        until(Answer.First.class, claim("k", "another body", "req_2"));
    }

    @Test
    void shouldRefuseAnotherRequestUnderTheSameKeyWhileItRunsAndAfterIt() {
        RepeatClaim first = claim("k", "body", "req_1");
        ask(first);
        assertThat(ask(claim("k", "another body", "req_2"))).isEqualTo(new Answer.Other());

        repeats().settle(first, true);

        assertThat(ask(claim("k", "another body", "req_3"))).isEqualTo(new Answer.Other());
        assertThat(ask(claim("k2", "another body", "req_4"))).isEqualTo(new Answer.First());
    }

    @Test
    void shouldTakeARequestForNewWhoseGatewayDiedBeforeItsEnd() {
        RepeatClaim dying = new RepeatClaim(tenant, "k", "body", "req_1", "req_1", Duration.ofMillis(200));
        ask(dying);

        until(Answer.First.class, claim("k", "body", "req_2"));
    }

    @Test
    void shouldLetOneRequestTryOneModelAfterAnother() {
        RepeatClaim first = claim("k", "body", "req_1");
        ask(first);
        RepeatClaim second = first.by("req_1/1");
        assertThat(ask(second)).isEqualTo(new Answer.First());

        repeats().settle(first, false);
        repeats().settle(second, true);

        await().atMost(20, SECONDS)
                .until(() -> ask(claim("k", "body", "req_2")) instanceof Answer.Again(String of) && of.equals("req_1"));
    }

    @Test
    void shouldNotTakeARequestForATryOfAnotherWhoseIdBeginsAlike() {
        ask(claim("k", "body", "req_10"));

        assertThat(ask(claim("k", "body", "req_1"))).isInstanceOf(Answer.Running.class);
    }
}
