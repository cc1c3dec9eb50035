package kr.hangil.billing.reconciliation;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the accounts of pods are read and kept. */
@QuarkusTest
class ServedReadingTest extends ReconciledPods {

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
                .isEqualTo(Midday.today().minusDays(1).toString());
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
    void shouldAskANewAccountForAllDaysAndAKnownOneForThoseThatMayHaveChanged() {
        pod.served(entry(1, 10, 0, 1));
        String oldest = Midday.today().minusDays(35).toString();

        read(pod);
        assertThat(pod.lastAskedFrom()).isEqualTo(oldest);
        read(pod);
        assertThat(pod.lastAskedFrom()).isEqualTo(Midday.today().minusDays(1).toString());
        pod.restarts().served(entry(1, 10, 0, 1));
        read(pod);

        assertThat(pod.lastAskedFrom())
                .as("another account at the same address")
                .isEqualTo(oldest);
    }
}
