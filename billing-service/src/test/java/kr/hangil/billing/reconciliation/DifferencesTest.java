package kr.hangil.billing.reconciliation;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report names as a difference, and as none. */
@QuarkusTest
class DifferencesTest extends ReconciledPods {

    @Test
    void shouldFindNoDifferenceWhenPodsServedWhatGatewaysBilled() {
        PodStandIn second = pod(unique("pod"));
        pod.served(entry(2, 30, 5, 12));
        second.served(entry(1, 10, 0, 4));
        deliver(List.of(billed(10, 5, 6), billed(20, 0, 6), billed(10, 0, 4))).statusCode(200);

        read(pod, second);

        line().body("served.told.requests", is(3))
                .body("served.told.promptTokens", is(40))
                .body("billed.told.promptTokens", is(40))
                .body("billed.told.cachedPromptTokens", is(5))
                .body("billed.told.completionTokens", is(16))
                .body("region", is("kr-ulsan"))
                .body("differences", hasSize(0));
    }

    @Test
    void shouldNameWhatWasServedAndNotBilledToTheToken() {
        pod.served(entry(2, 30, 5, 12));
        deliver(List.of(billed(10, 5, 6))).statusCode(200);

        read(pod);

        only("served_not_billed", false, 1, 20, 0, 6).body("differences[0].requestIds", hasSize(0));
    }

    @Test
    void shouldNameTheRequestsThatNoPodServed() {
        pod.served(with(entry(1, 1, 0, 1), "tenant", unique("other")));
        deliver(List.of(event("req-" + tenant, 10, 5, 6))).statusCode(200);

        read(pod);

        line().body("differences.findAll { it.tenant == '" + tenant + "' }.kind", equalTo(List.of("billed_not_served")))
                .body(
                        "differences.find { it.tenant == '" + tenant + "' }.requestIds",
                        equalTo(List.of("req-" + tenant)));
    }

    @Test
    void shouldNameTheRequestsOfAPodThatWasNotReadSince() {
        pod.served(entry(1, 10, 5, 6));
        String lost = "req-" + tenant;
        deliver(List.of(
                        billed(10, 5, 6),
                        eventOf(lost, 7, 0, 2).data("replica", unique("gone")).build()))
                .statusCode(200);

        read(pod);

        only("not_read", false, -1, -7, 0, -2).body("differences[0].requestIds", equalTo(List.of(lost)));
    }

    @Test
    void shouldNameOtherTokensForAsManyRequests() {
        pod.served(entry(1, 10, 5, 7));
        deliver(List.of(billed(10, 5, 6))).statusCode(200);

        read(pod);

        only("tokens_differ", false, 0, 0, 0, 1);
    }

    @Test
    void shouldNotTakeAMissingEventForARepeat() {
        pod.served(entry(3, 30, 10, 18));
        deliver(List.of(billed(10, 5, 6), event("req-" + tenant, 0, 0, 0))).statusCode(200);

        read(pod);

        only("served_not_billed", false, 2, 20, 5, 12);
    }

    @Test
    void shouldNameAClientThatIsNoGateway() {
        pod.served(entry(1, 10, 5, 6));
        pod.served(with(entry(4, 40, 0, 4), "gateway", "somebody"));
        deliver(List.of(billed(10, 5, 6))).statusCode(200);

        read(pod);

        only("other_client", false, 4, 40, 0, 4).body("differences[0].detail", containsString("somebody"));
    }

    @Test
    void shouldNameWhatWasBilledAfterThePodWasReadForTheLastTime() {
        String after = "req-" + tenant;
        pod.served(entry(1, 10, 5, 6));
        deliver(List.of(
                        billed(10, 5, 6),
                        eventOf(after, 7, 0, 2).at(noon.plusSeconds(60)).build()))
                .statusCode(200);
        read(pod);
        only("billed_not_served", false, -1, -7, 0, -2).body("differences[0].requestIds", hasSize(0));

        execute("UPDATE served_account SET last_read_at = '" + noon.plusSeconds(30) + "' WHERE replica = '" + replica
                + "'");

        only("not_read", false, -1, -7, 0, -2).body("differences[0].requestIds", equalTo(List.of(after)));
        operator()
                .get("/v1/reconciliation?day={d}", day.date().toString())
                .then()
                .body("unread.replica", hasItem(replica));
    }

    @Test
    void shouldShowEstimatesOfBothSidesAndCompareNone() {
        pod.served(with(
                with(with(entry(2, 30, 0, 12), "estimated", 1), "estimatedPromptTokens", 20),
                "estimatedOutputTokens",
                6));
        deliver(List.of(
                        billed(10, 0, 6),
                        eventOf("req-" + tenant, 18, 0, 3)
                                .data("estimated", true)
                                .data("outcome", "cancelled")
                                .build()))
                .statusCode(200);

        read(pod);

        line().body("differences", hasSize(0))
                .body("served.told.promptTokens", is(10))
                .body("billed.told.promptTokens", is(10))
                .body("billed.estimated.promptTokens", is(18));
    }
}
