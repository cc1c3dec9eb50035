package kr.hangil.billing.reconciliation;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import kr.hangil.billing.EventBuilder;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class ReconciliationTest extends RunningBilling {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Yesterday: a day that is over. */
    private final Day day = new Day(Day.at(Instant.now()).date().minusDays(1));

    private final Instant noon = day.start().plus(Duration.ofHours(12));
    private final String digest = "sha256:" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    private final String replica = unique("pod");
    private final List<PodStandIn> pods = new ArrayList<>();

    @Inject
    ServedFetch fetch;

    @Inject
    ReconciliationService service;

    private PodStandIn pod;

    @BeforeEach
    void startPod() {
        pod = pod(replica);
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    @AfterEach
    void stopPods() {
        pods.forEach(PodStandIn::close);
    }

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
                        new EventBuilderOf(lost, 7, 0, 2).of(unique("gone")).build()))
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
    void shouldExplainRepeatsThatAreServedAgainAndNotBilled() {
        pod.served(entry(2, 20, 10, 12));
        String repeat = "req-" + tenant;
        deliver(List.of(billed(10, 5, 6), event(repeat, 0, 0, 0))).statusCode(200);

        read(pod);

        only("repeat_not_billed", true, 1, 10, 5, 6).body("differences[0].requestIds", equalTo(List.of(repeat)));
    }

    @Test
    void shouldNotTakeAMissingEventForARepeat() {
        pod.served(entry(3, 30, 10, 18));
        deliver(List.of(billed(10, 5, 6), event("req-" + tenant, 0, 0, 0))).statusCode(200);

        read(pod);

        only("served_not_billed", false, 2, 20, 5, 12);
    }

    @Test
    void shouldExplainAnswersThatBrokeOffAndNotThoseThatNobodyBilled() {
        String broken = "req-" + tenant;
        pod.served(entry(2, 30, 0, 12));
        deliver(List.of(
                        billed(10, 0, 6),
                        new EventBuilderOf(broken, 18, 0, 3)
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
    void shouldExplainWhatEndedOnTheOtherSideOfMidnight() {
        String late = "req-" + tenant;
        pod.served(entry(2, 17, 0, 8));
        deliver(List.of(
                        billed(10, 0, 6),
                        new EventBuilderOf(late, 7, 0, 2)
                                .at(day.end().plusMillis(40))
                                .build(),
                        new EventBuilderOf("later-" + tenant, 9, 0, 9)
                                .at(day.end().plusSeconds(9))
                                .build()))
                .statusCode(200);

        read(pod);

        only("around_midnight", true, 1, 7, 0, 2).body("differences[0].requestIds", equalTo(List.of(late)));
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
    void shouldKeepWhatAPodServedBeforeItBeganAnew() {
        pod.served(entry(5, 50, 0, 5));
        read(pod);
        pod.restarts().served(entry(2, 20, 0, 2));
        read(pod);
        read(pod);

        line().body("served.told.requests", is(7)).body("served.told.promptTokens", is(70));
        assertThat(pod.lastAskedFrom())
                .as("a pod that was read is asked for no more than it may have changed")
                .isEqualTo(LocalDate.now(kr.hangil.billing.spending.SpendPeriod.ZONE)
                        .minusDays(1)
                        .toString());
    }

    @Test
    void shouldCountTheLatestSumWhenAnOldAnswerComesLate() {
        pod.served(entry(5, 50, 0, 5));
        read(pod);
        pod.served(entry(3, 30, 0, 3));
        read(pod);

        line().body("served.told.requests", is(5)).body("served.told.promptTokens", is(50));
    }

    @Test
    void shouldCountALineThatComesTwiceOnce() {
        pod.served(entry(2, 20, 0, 4)).saysAllTwice();

        read(pod);

        line().body("served.told.requests", is(2));
        source().body("problem", nullValue());
    }

    @Test
    void shouldKeepNothingOfAnAccountThatContradictsItself() {
        pod.served(entry(2, 20, 0, 4)).saysAlso(entry(3, 30, 0, 4));
        read(pod);
        source().body("problem", containsString("twice, and differently")).body("readAt", nullValue());

        pod.restarts().served(entry(2, 20, 0, 4));
        read(pod);
        pod.served(entry(2, 21, 0, 4));
        read(pod);

        source().body("problem", containsString("other sums than before"));
        line().body("served.told.promptTokens", is(20));
    }

    @ParameterizedTest
    @CsvSource({
        "cut, could not be read",
        "slow, did not answer within",
        "401, answered 401",
        "older, account is missing"
    })
    void shouldNameAPodThatCannotBeReadAndMakeUpForItLater(String fault, String problem) {
        deliver(List.of(billed(10, 5, 6))).statusCode(200);
        pod.served(entry(1, 10, 5, 6));
        pod.answers(
                switch (fault) {
                    case "cut" -> aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK);
                    case "slow" -> pod.account().withFixedDelay(4_000);
                    case "401" -> aResponse().withStatus(401);
                    default ->
                        aResponse()
                                .withHeader("content-type", "application/json")
                                .withBody("{\"zone\":\"Asia/Seoul\",\"replica\":\"r\",\"entries\":[]}");
                });

        read(pod);

        source().body("problem", containsString(problem)).body("readAt", nullValue());
        pod.answers(pod.account());
        read(pod);
        source().body("problem", nullValue()).body("readAt", notNullValue()).body("replica", is(replica));
        line().body("differences", hasSize(0));
    }

    @Test
    void shouldAskEachPodOnceWhenTwoSchedulersLookAtOnce() {
        List<PodStandIn> many =
                IntStream.range(0, 4).mapToObj(i -> pod(unique("pod"))).toList();
        many.forEach(one -> one.served(entry(1, 10, 0, 1)));
        var addresses = many.stream().map(PodStandIn::address).toList();

        Uni.join()
                .all(fetch.fetch(addresses, false), fetch.fetch(addresses, false))
                .andCollectFailures()
                .await()
                .atMost(SOON);

        assertThat(many).allSatisfy(one -> assertThat(one.timesAsked()).isEqualTo(1));
        line().body("served.told.requests", is(4));
    }

    @Test
    void shouldChangeNothingThatAPodSaid() throws SQLException {
        pod.served(entry(1, 10, 0, 1));
        read(pod);

        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            for (String change : List.of(
                    "UPDATE served_reading SET requests = 2",
                    "DELETE FROM served_reading",
                    "TRUNCATE served_reading")) {
                assertThatThrownBy(() -> statement.execute(change)).hasMessageContaining("append-only");
            }
        }
    }

    @Test
    void shouldTellTheMetricOfDaysThatAreSettled() {
        pod.served(entry(1, 10, 0, 1));
        read(pod);

        service.compare().await().atMost(SOON);

        assertThat(service.report(new Day(day.date().minusDays(40))).await().atMost(SOON))
                .satisfies(old -> assertThat(old.settled()).isTrue())
                .satisfies(old -> assertThat(old.data()).isEmpty());
    }

    @Test
    void shouldShowReportsToOperatorsOnlyAndSayWhatADayIs() {
        gateway().get("/v1/reconciliation?day=2026-11-28").then().statusCode(403);
        gateway().post("/v1/reconciliation/readings").then().statusCode(403);
        operator()
                .get("/v1/reconciliation?day=yesterday")
                .then()
                .statusCode(400)
                .body("error.param", is("day"));
        operator().post("/v1/reconciliation/readings").then().statusCode(204);
    }

    @Test
    void shouldPageByVersionAndRegion() {
        String other = "sha256:" + new StringBuilder(digest.substring("sha256:".length())).reverse();
        pod.served(entry(1, 10, 0, 1));
        read(pod);
        pod.restarts().served(with(entry(1, 10, 0, 1), "digest", other));
        read(pod);

        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            var page = operator()
                    .queryParam("day", day.date().toString())
                    .queryParam("limit", 1)
                    .queryParam("after", after)
                    .get("/v1/reconciliation")
                    .jsonPath();
            assertThat(page.getList("data")).hasSize(1);
            seen.add(page.getString("data[0].digest"));
            after = page.getString("next");
        } while (after != null);

        assertThat(seen).contains(digest, other).doesNotHaveDuplicates();
    }

    private PodStandIn pod(String name) {
        PodStandIn one = new PodStandIn(name);
        pods.add(one);
        return one;
    }

    private void read(PodStandIn... asked) {
        fetch.fetch(List.of(asked).stream().map(PodStandIn::address).toList(), true)
                .await()
                .atMost(SOON);
    }

    private ValidatableResponse line() {
        return operator()
                .get("/v1/reconciliation?limit=1000&day={d}", day.date().toString())
                .then()
                .statusCode(200)
                .body("settled", is(Instant.now().isAfter(day.end().plus(Duration.ofHours(1)))))
                .rootPath("data.find { it.digest == '" + digest + "' }");
    }

    private ValidatableResponse only(
            String kind, boolean explained, int requests, int prompt, int cached, int completion) {
        return line().body("differences", hasSize(1))
                .body("differences[0].kind", is(kind))
                .body("differences[0].explained", is(explained))
                .body("differences[0].tenant", is(tenant))
                .body("differences[0].gap.requests", is(requests))
                .body("differences[0].gap.promptTokens", is(prompt))
                .body("differences[0].gap.cachedPromptTokens", is(cached))
                .body("differences[0].gap.completionTokens", is(completion));
    }

    private ValidatableResponse source() {
        String port = ":" + pod.address().getPort();
        return operator()
                .get("/v1/reconciliation/pods?limit=1000")
                .then()
                .statusCode(200)
                .rootPath("data.find { it.address.endsWith('" + port + "') }");
    }

    private Map<String, Object> entry(int requests, int prompt, int cached, int completion) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("day", day.date().toString());
        entry.put("digest", digest);
        entry.put("gateway", "gateway-service");
        entry.put("tenant", tenant);
        entry.put("requests", requests);
        entry.put("estimated", 0);
        entry.put("promptTokens", prompt);
        entry.put("cachedTokens", cached);
        entry.put("outputTokens", completion);
        entry.put("estimatedPromptTokens", 0);
        entry.put("estimatedOutputTokens", 0);
        return entry;
    }

    private static Map<String, Object> with(Map<String, Object> entry, String field, Object value) {
        entry.put(field, value);
        return entry;
    }

    private Map<String, ?> billed(long prompt, long cached, long completion) {
        return event("req-" + UUID.randomUUID(), prompt, cached, completion);
    }

    private Map<String, ?> event(String requestId, long prompt, long cached, long completion) {
        return new EventBuilderOf(requestId, prompt, cached, completion).build();
    }

    /** An event of this test's version, at noon, of the pod that is read. */
    private final class EventBuilderOf {

        private final EventBuilder event;

        EventBuilderOf(String requestId, long prompt, long cached, long completion) {
            event = ReconciliationTest.this
                    .event()
                    .request(requestId)
                    .tokens(prompt, cached, completion)
                    .data("modelDigest", digest)
                    .data("replica", replica)
                    .at(noon);
        }

        EventBuilderOf of(String pod) {
            return data("replica", pod);
        }

        EventBuilderOf data(String field, Object value) {
            event.data(field, value);
            return this;
        }

        EventBuilderOf at(Instant time) {
            event.at(time);
            return this;
        }

        Map<String, ?> build() {
            return event.build();
        }
    }
}
