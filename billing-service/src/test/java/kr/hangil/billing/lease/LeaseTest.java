package kr.hangil.billing.lease;

import static java.util.Collections.nCopies;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LeaseTest extends RunningBilling {

    private final String first = unique("/regions/kr-ulsan/gateways/gw");
    private final String second = unique("/regions/kr-ulsan/gateways/gw");

    @Test
    void shouldLeaveACallerWithoutBudgetUnlimited() {
        lease(first, "100")
                .body("ttlSeconds", equalTo(300))
                .body("data", hasSize(1))
                .body("data[0].budgets", hasSize(0));
    }

    @Test
    void shouldSayWhatTheKeyHasSpent() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(event().tokens(7, 0, 0).build(), event().tokens(3, 0, 0).build()));
        deliver(List.of(event().tokens(100, 0, 0).data("keyId", "another").build()));

        lease(first, "1").body("data[0].spending.day", equalTo(10f)).body("data[0].spending.month", equalTo(10f));
    }

    @Test
    void shouldAddUpTheDaysOfTheMonthAndNoOthers() {
        oneWonAToken();
        deliver(overTheMonth());
        budget("tenant", null, "month", 1_000, true);

        lease(first, "1").body("data[0].spending.month", equalTo(35f)).body("data[0].budgets[0].spent", equalTo(36));
    }

    @Test
    void shouldGrantFromEveryHardBudgetOfTheCaller() {
        budget("tenant", null, "month", 1_000, true);
        budget("key", "k1", "day", 100, true);
        budget("key", "k2", "day", 100, true);
        budget("project", "p1", "day", 100, false);

        var answer = lease(first, "40");

        answer.body("data[0].budgets", hasSize(2))
                .body("data[0].budgets.find { it.scope == 'tenant' }.granted", equalTo(40))
                .body("data[0].budgets.find { it.scope == 'tenant' }.limit", equalTo(1000))
                .body("data[0].budgets.find { it.scope == 'tenant' }.period", equalTo("month"))
                .body("data[0].budgets.find { it.scope == 'key' }.granted", equalTo(40))
                .body("data[0].budgets.find { it.scope == 'key' }.spent", equalTo(40));
    }

    @Test
    void shouldNotCountSpendingTwiceThatItsHolderLeased() {
        oneWonAToken();
        budget("tenant", null, "month", 100, true);
        lease(first, "50").body("data[0].budgets[0].granted", equalTo(50));

        deliver(List.of(event().with("source", first).tokens(30, 0, 0).build()));

        lease(second, "50")
                .body("data[0].budgets[0].granted", equalTo(25))
                .body("data[0].budgets[0].spent", equalTo(75));
        deliver(List.of(event().with("source", "elsewhere").tokens(20, 0, 0).build()));
        lease(second, "50").body("data[0].budgets[0].granted", equalTo(2.5f));
    }

    @Test
    void shouldGrantOnTopOfWhatAHolderSpentBeforeTheBudgetWas() {
        oneWonAToken();
        deliver(List.of(event().with("source", first).tokens(60, 0, 0).build()));
        budget("tenant", null, "month", 100, true);

        lease(first, "20")
                .body("data[0].budgets[0].granted", equalTo(20))
                .body("data[0].budgets[0].spent", equalTo(80));
        lease(second, "100").body("data[0].budgets[0].granted", equalTo(10));
    }

    @Test
    void shouldTakeBackWhatAFreshHolderHadNotSpent() {
        oneWonAToken();
        budget("tenant", null, "month", 100, true);
        lease(first, "50");
        deliver(List.of(event().with("source", first).tokens(10, 0, 0).build()));

        var answer = request(first, true, List.of(ask("0")), List.of());

        answer.body("data[0].budgets[0].spent", equalTo(10));
    }

    @Test
    void shouldTakeReturnsButNothingThatIsSpent() {
        oneWonAToken();
        budget("tenant", null, "month", 100, true);
        String pool = lease(first, "50").extract().path("data[0].budgets[0].budget");
        deliver(List.of(event().with("source", first).tokens(10, 0, 0).build()));

        var some = request(first, false, List.of(ask("0")), List.of(Map.of("budget", pool, "unused", 15)));
        some.body("data[0].budgets[0].spent", equalTo(35));
        var more = request(first, false, List.of(ask("0")), List.of(Map.of("budget", pool, "unused", 1_000)));
        more.body("data[0].budgets[0].spent", equalTo(10));
    }

    @Test
    void shouldReclaimWhatASilentHolderDidNotSpend() throws SQLException {
        oneWonAToken();
        budget("tenant", null, "month", 100, true);
        lease(first, "50");
        deliver(List.of(event().with("source", first).tokens(10, 0, 0).build()));
        lease(second, "0").body("data[0].budgets[0].spent", equalTo(50));

        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE lease_holder SET seen_at = seen_at - interval '16 minutes' WHERE holder = '" + first + "'");
        }

        lease(second, "0").body("data[0].budgets[0].spent", equalTo(10));
    }

    @Test
    void shouldGrantNothingOnceTheLimitIsLowered() {
        int id = budget("tenant", null, "month", 100, true);
        lease(first, "50");

        operator()
                .contentType("application/json")
                .body(Events.json(draft("tenant", null, "month", 20, true)))
                .put("/v1/tenants/{tenant}/budgets/{id}", tenant, id)
                .then()
                .statusCode(200);

        lease(second, "10")
                .body("data[0].budgets[0].granted", equalTo(0))
                .body("data[0].budgets[0].spent", equalTo(50))
                .body("data[0].budgets[0].limit", equalTo(20));
    }

    @Test
    void shouldNeverGrantOverTheLimitWhenManyAskAtOnce() throws Exception {
        oneWonAToken();
        budget("tenant", null, "month", 1_000, true);
        budget("key", "k1", "day", 700, true);
        List<String> holders =
                IntStream.range(0, 3).mapToObj(i -> unique("/gateways/gw-" + i)).toList();

        List<JsonPath> answers = new ArrayList<>();
        try (ExecutorService askers = Executors.newFixedThreadPool(16)) {
            List<Callable<JsonPath>> work = IntStream.range(0, 64)
                    .mapToObj(i -> (Callable<JsonPath>) () -> {
                        String holder = holders.get(i % holders.size());
                        JsonPath answer = lease(holder, Integer.toString(20 + i))
                                .extract()
                                .jsonPath();
                        deliver(List.of(
                                event().with("source", holder).tokens(1, 0, 0).build()));
                        return answer;
                    })
                    .toList();
            for (Future<JsonPath> done : askers.invokeAll(work)) {
                answers.add(done.get());
            }
        }

        assertThat(granted(answers, "tenant")).isLessThanOrEqualTo(BigDecimal.valueOf(1_000));
        assertThat(granted(answers, "key")).isEqualByComparingTo(BigDecimal.valueOf(700));
        lease(holders.getFirst(), "1")
                .body("data[0].budgets.find { it.scope == 'key' }.granted", equalTo(0))
                .body("data[0].budgets.find { it.scope == 'key' }.spent", equalTo(700));
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        request(first, false, List.of(ask("-1")), List.of())
                .statusCode(400)
                .body("error.param", equalTo("asks[0].want"));
        request(first, false, nCopies(1_001, ask("1")), List.of())
                .statusCode(400)
                .body("error.param", equalTo("asks"));
        request(first, false, List.of(), List.of(Map.of("budget", "x", "unused", 1)))
                .statusCode(400)
                .body("error.param", equalTo("returns[0].budget"));
        Map<String, @Nullable Object> unknown = ask("1");
        unknown.put("colour", "red");
        request(first, false, List.of(unknown), List.of()).statusCode(400);
        operator()
                .contentType("application/json")
                .body("{\"holder\":\"h\",\"fresh\":false,\"asks\":[],\"returns\":[]}")
                .post("/v1/budgets/leases")
                .then()
                .statusCode(200)
                .body("data", hasSize(0))
                .body("next", nullValue());
    }

    private static BigDecimal granted(List<JsonPath> answers, String scope) {
        return answers.stream()
                .map(answer -> answer.getString("data[0].budgets.find { it.scope == '" + scope + "' }.granted"))
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void oneWonAToken() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    private int budget(String scope, @Nullable String scopeId, String period, long limit, boolean hard) {
        return operator()
                .contentType("application/json")
                .body(Events.json(draft(scope, scopeId, period, limit, hard)))
                .post("/v1/tenants/{tenant}/budgets", tenant)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Map<String, @Nullable Object> draft(
            String scope, @Nullable String scopeId, String period, long limit, boolean hard) {
        Map<String, @Nullable Object> draft = new LinkedHashMap<>();
        draft.put("scope", scope);
        draft.put("scopeId", scopeId);
        draft.put("period", period);
        draft.put("limitWon", limit);
        draft.put("hard", hard);
        return draft;
    }

    private ValidatableResponse lease(String holder, String want) {
        return request(holder, false, List.of(ask(want)), List.of()).statusCode(200);
    }

    private Map<String, @Nullable Object> ask(String want) {
        Map<String, @Nullable Object> ask = new LinkedHashMap<>();
        ask.put("tenant", tenant);
        ask.put("project", null);
        ask.put("keyId", "k1");
        ask.put("want", new BigDecimal(want));
        return ask;
    }

    private ValidatableResponse request(String holder, boolean fresh, List<?> asks, List<?> returns) {
        return gateway()
                .contentType("application/json")
                .body(Events.json(Map.of("holder", holder, "fresh", fresh, "asks", asks, "returns", returns)))
                .post("/v1/budgets/leases")
                .then();
    }
}
