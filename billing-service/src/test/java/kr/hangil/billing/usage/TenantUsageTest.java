package kr.hangil.billing.usage;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import kr.hangil.billing.RunningBilling;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class TenantUsageTest extends RunningBilling {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    /** A midnight of Seoul, 15:00 the day before in UTC. */
    private final Instant midnight =
            Midday.today().minusDays(3).atStartOfDay(SEOUL).toInstant();

    @Test
    void shouldCutDaysAtMidnightOfSeoul() {
        deliver(List.of(
                event().tokens(1, 0, 0).at(midnight.minusMillis(1)).build(),
                event().tokens(10, 0, 0).at(midnight).build(),
                event().tokens(100, 0, 0)
                        .at(midnight.plus(Duration.ofHours(23)))
                        .build()));

        ask("usage?bucket=1d&from=" + midnight.minus(Duration.ofDays(1)) + "&to=" + midnight.plus(Duration.ofDays(1)))
                .body("data.start", contains(midnight.minus(Duration.ofDays(1)).toString(), midnight.toString()))
                .body(
                        "data.end",
                        contains(
                                midnight.toString(),
                                midnight.plus(Duration.ofDays(1)).toString()))
                .body("data.promptTokens", contains(1, 110));
    }

    @Test
    void shouldCutMonthsAtTheFirstOfSeoul() {
        deliver(List.of(
                event().tokens(1, 0, 0).at(THIS_MONTH.minusMillis(1)).build(),
                event().tokens(10, 0, 0).at(THIS_MONTH).build()));

        ask("usage?bucket=1mo&from=" + THIS_MONTH.minusSeconds(1) + "&to=" + THIS_MONTH.plusSeconds(1))
                .body("data.promptTokens", contains(1, 10))
                .body("data[1].start", equalTo(THIS_MONTH.toString()));
        ask("usage").body("data.promptTokens", contains(10)).body("from", equalTo(THIS_MONTH.toString()));
    }

    @Test
    void shouldTakeRangesAsHalfOpen() {
        deliver(List.of(
                event().tokens(1, 0, 0).at(midnight).build(),
                event().tokens(10, 0, 0).at(midnight.plusSeconds(1)).build()));

        ask("usage?bucket=1h&from=" + midnight + "&to=" + midnight.plusSeconds(1))
                .body("data.promptTokens", contains(1));
    }

    /** Days and hours come from roll-ups, the ends of a range from events: none is left out or counted twice. */
    @ParameterizedTest
    @CsvSource({
        "PT0S,       PT48H",
        "PT10M,      PT47H50M",
        "PT3H,       PT30H",
        "PT3H20M,    PT3H40M",
        "PT23H50M,   PT24H10M",
        "PT22H,      PT26H",
        "PT23H59M59S, PT24H",
        "PT24H,      PT25H30M",
        "PT5M,       PT20M",
    })
    void shouldSumARangeThatCutsDaysAndHours(Duration from, Duration to) {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        List<Duration> offsets = IntStream.range(0, 48 * 6)
                .mapToObj(i -> Duration.ofMinutes(10L * i))
                .toList();
        deliver(IntStream.range(0, offsets.size())
                        .mapToObj(i -> event().tokens(1 + i, 0, 0)
                                .at(midnight.plus(offsets.get(i)))
                                .build())
                        .toList())
                .body("results.verdict", everyItem(equalTo("accepted")));
        int expected = IntStream.range(0, offsets.size())
                .filter(i ->
                        offsets.get(i).compareTo(from) >= 0 && offsets.get(i).compareTo(to) < 0)
                .map(i -> 1 + i)
                .sum();
        String range = "from=" + midnight.plus(from) + "&to=" + midnight.plus(to);

        for (String bucket : List.of("1h", "1d", "1mo")) {
            List<Integer> tokens = ask("usage?bucket=" + bucket + "&" + range)
                    .extract()
                    .jsonPath()
                    .getList("data.promptTokens", Integer.class);
            assertThat(tokens.stream().mapToInt(Integer::intValue).sum()).isEqualTo(expected);
            ask("spend?bucket=" + bucket + "&" + range).body("supplyWon", equalTo(expected));
        }
    }

    @Test
    void shouldSpendWhatWaitedForItsPriceOnceItIsThere() {
        deliver(List.of(event().tokens(5, 0, 0).build(), event().tokens(7, 0, 0).build()));
        ask("spend?bucket=1mo").body("data[0].unrated", equalTo(2)).body("supplyWon", equalTo(0));

        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);

        ask("spend?bucket=1mo").body("data[0].unrated", equalTo(0)).body("supplyWon", equalTo(12));
        ask("usage?bucket=1mo")
                .body("data", hasSize(1))
                .body("data[0].requests", equalTo(2))
                .body("data[0].unrated", equalTo(0));
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldSplitByGroups() {
        deliver(List.of(
                event().tokens(3, 1, 2)
                        .data("project", "a")
                        .data("region", "kr-ulsan")
                        .build(),
                event().tokens(5, 0, 4)
                        .data("project", "a")
                        .data("region", "kr-seoul")
                        .build(),
                event().tokens(7, 0, 6).data("reasoningTokens", 5).build()));

        ask("usage?bucket=1mo&group_by=project,key")
                .body("groupBy", contains("project", "key"))
                .body("data", hasSize(2))
                .body("data[0].group.project", equalTo("a"))
                .body("data[0].requests", equalTo(2))
                .body("data[0].promptTokens", equalTo(8))
                .body("data[0].cachedPromptTokens", equalTo(1))
                .body("data[0].completionTokens", equalTo(6))
                .body("data[1].group.project", nullValue())
                .body("data[1].group.key", equalTo("k1"))
                .body("data[1].reasoningTokens", equalTo(5))
                .body("data[1].unrated", equalTo(1));
        ask("usage?bucket=1mo&group_by=region,model").body("data.group.region", contains("kr-seoul", "kr-ulsan"));
    }

    @Test
    void shouldAddRowsOfSpendUpToTheSupplyValue() {
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(IntStream.range(0, 7)
                .mapToObj(i -> event().tokens(500_000 + i * 137L, 0, 0)
                        .data("project", "p" + i)
                        .build())
                .toList());

        var spend = ask("spend?bucket=1mo&group_by=project").extract().jsonPath();

        assertThat(spend.getList("data.supplyWon", Integer.class).stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(spend.getInt("supplyWon"))
                .isEqualTo(3);
        assertThat(spend.getString("exact")).isEqualTo("3.502877000");
    }

    @Test
    void shouldPageThroughEvents() {
        deliver(IntStream.range(0, 5)
                .mapToObj(i -> event().request("req_page_" + tenant + i)
                        .tokens(i, 0, 0)
                        .build())
                .toList());

        var first = ask("events?limit=3").body("data", hasSize(3)).body("next", notNullValue());
        String next = first.extract().path("next");
        ask("events?limit=3&after=" + next).body("data", hasSize(2)).body("next", nullValue());
        ask("events?requestId=req_page_" + tenant + "4")
                .body("data", hasSize(1))
                .body("data[0].event.data.promptTokens", equalTo(4))
                .body("data[0].event.data.outcome", equalTo("completed"))
                .body("data[0].rated", equalTo(false))
                .body("data[0].exact", nullValue());
    }

    @Test
    void shouldFindNothingOfAnUnknownTenant() {
        ask("usage").body("data", hasSize(0));
        ask("spend").body("data", hasSize(0)).body("totalWon", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({
        "usage?bucket=2d,                                                       bucket",
        "usage?group_by=model;drop,                                             group_by",
        "usage?from=yesterday,                                                  from",
        "usage?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z,               to",
        "usage?bucket=1h&from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z,     to",
        "spend?to=x,                                                            to",
        "events?limit=0,                                                        limit",
        "events?limit=1001,                                                     limit",
    })
    void shouldNameTheParameterThatIsWrong(String question, String parameter) {
        operator()
                .get("/v1/tenants/" + tenant + "/" + question)
                .then()
                .statusCode(400)
                .body("error.param", equalTo(parameter));
    }

    private io.restassured.response.ValidatableResponse ask(String question) {
        return operator().get("/v1/tenants/" + tenant + "/" + question).then().statusCode(200);
    }
}
