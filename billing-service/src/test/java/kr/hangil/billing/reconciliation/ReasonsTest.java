package kr.hangil.billing.reconciliation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What explains a difference, and what only looks as if it did. */
@QuarkusTest
class ReasonsTest extends ReconciledPods {

    @Test
    void shouldExplainRepeatsThatAreServedAgainAndNotBilled() {
        pod.served(entry(2, 20, 10, 12));
        String repeat = "req-" + tenant;
        deliver(List.of(billed(10, 5, 6), event(repeat, 0, 0, 0))).statusCode(200);

        read(pod);

        only("repeat_not_billed", true, 1, 10, 5, 6).body("differences[0].requestIds", equalTo(List.of(repeat)));
    }

    @Test
    void shouldExplainAnswersThatBrokeOffAndNotThoseThatNobodyBilled() {
        String broken = "req-" + tenant;
        pod.served(entry(2, 30, 0, 12));
        deliver(List.of(
                        billed(10, 0, 6),
                        eventOf(broken, 18, 0, 3)
                                .data("estimated", true)
                                .data("outcome", "cancelled")
                                .build()))
                .statusCode(200);

        read(pod);

        only("broken_off", true, 1, 20, 0, 6).body("differences[0].requestIds", equalTo(List.of(broken)));
        pod.served(entry(3, 40, 0, 18));
        read(pod);
        only("served_not_billed", false, 2, 30, 0, 12);
    }

    @Test
    void shouldExplainAnAnswerOfWhichThePodHasTheEstimate() {
        String broken = "req-" + tenant;
        pod.served(with(
                with(with(entry(2, 30, 0, 12), "estimated", 1), "estimatedPromptTokens", 20),
                "estimatedOutputTokens",
                6));
        deliver(List.of(billed(10, 0, 6), event(broken, 18, 0, 7))).statusCode(200);

        read(pod);

        only("broken_off", true, -1, -18, 0, -7);
        line().body("served.estimated.requests", is(1)).body("served.estimated.promptTokens", is(20));
    }

    @Test
    void shouldExplainAnAnswerThatBrokeOffBeforeAnythingArrived() {
        String broken = "req-" + tenant;
        pod.served(entry(2, 30, 0, 12));
        deliver(List.of(
                        billed(10, 0, 6),
                        eventOf(broken, 0, 0, 0).data("outcome", "failed").build()))
                .statusCode(200);

        read(pod);

        only("broken_off", true, 1, 20, 0, 6).body("differences[0].requestIds", equalTo(List.of(broken)));
    }

    @Test
    void shouldExplainWhatEndedOnTheOtherSideOfMidnight() {
        String late = "req-" + tenant;
        pod.served(entry(2, 17, 0, 8));
        deliver(List.of(
                        billed(10, 0, 6),
                        eventOf(late, 7, 0, 2).at(day.end().plusMillis(40)).build(),
                        eventOf("later-" + tenant, 9, 0, 9)
                                .at(day.end().plusSeconds(9))
                                .build()))
                .statusCode(200);

        read(pod);

        only("around_midnight", true, 1, 7, 0, 2).body("differences[0].requestIds", equalTo(List.of(late)));
    }

    @Test
    void shouldExplainByMidnightOnlyWhatIsNearIt() {
        pod.served(entry(2, 17, 0, 8));
        deliver(List.of(
                        billed(10, 0, 6),
                        eventOf("req-" + tenant, 7, 0, 2)
                                .at(day.start().minus(Duration.ofMinutes(6)))
                                .build()))
                .statusCode(200);
        read(pod);
        only("served_not_billed", false, 1, 7, 0, 2);

        pod.served(entry(3, 24, 0, 10));
        deliver(List.of(eventOf("near-" + tenant, 7, 0, 2)
                        .at(day.start().minus(Duration.ofMinutes(4)))
                        .build()))
                .statusCode(200);
        read(pod);
        only("served_not_billed", false, 2, 14, 0, 4);

        deliver(List.of(event("here-" + tenant, 7, 0, 2))).statusCode(200);
        only("around_midnight", true, 1, 7, 0, 2).body("differences[0].requestIds", equalTo(List.of("near-" + tenant)));
    }
}
