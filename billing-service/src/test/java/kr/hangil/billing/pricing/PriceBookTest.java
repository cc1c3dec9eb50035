package kr.hangil.billing.pricing;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PriceBookTest extends RunningBilling {

    private static final String EARLY = "2026-01-01T00:00:00Z";

    @Test
    void shouldPublishABookAndShowIt() {
        Map<String, Object> book = Events.book(unique("book"), price(model, "prompt", "150", EARLY, null));

        int id = post(book, null)
                .statusCode(201)
                .body("id", notNullValue())
                .body("version", equalTo(1))
                .body("prices[0].amount", equalTo("150.000000000"))
                .body("prices[0].to", nullValue())
                .extract()
                .path("id");

        given().auth()
                .oauth2(keycloak.userToken("bada@narae.example"))
                .get("/v1/price-books?limit=1&after=" + (id - 1))
                .then()
                .statusCode(200)
                .body("data[0].id", equalTo(id))
                .body("data[0].name", equalTo(book.get("name")));
    }

    @Test
    void shouldPublishOnceWhenTheSameContentComesAgain() {
        String name = unique("book");
        Map<String, @Nullable Object> prompt = price(model, "prompt", "150", EARLY, null);
        Map<String, @Nullable Object> completion = price(model, "completion", "600", EARLY, null);
        int id = post(Events.book(name, prompt, completion), null)
                .statusCode(201)
                .extract()
                .path("id");

        var again = post(
                Events.book(name, completion, price(model, "prompt", "150.000", "2026-01-01T09:00:00+09:00", null)),
                null);

        again.statusCode(200).body("id", equalTo(id));
    }

    @Test
    void shouldAnswerAnIdempotencyKeyWithItsBookAndRefuseAnother() {
        String key = unique("key");
        Map<String, Object> book = Events.book(unique("book"), price(model, "prompt", "150", EARLY, null));
        int id = post(book, key).statusCode(201).extract().path("id");

        var same = post(book, key);
        var other = post(Events.book(unique("book"), price(model, "completion", "1", EARLY, null)), key);

        same.statusCode(200).body("id", equalTo(id));
        other.statusCode(422).body("error.code", equalTo("idempotency_mismatch"));
    }

    @Test
    void shouldPublishTiersOnceAndShowThem() {
        String name = unique("book");
        Map<String, @Nullable Object> tiered = price(model, "prompt", "150", EARLY, null);
        tiered.put("tiers", List.of(Map.of("upTo", 1_000, "amount", "0"), Map.of("amount", "149.5")));

        int id = post(Events.book(name, tiered), null)
                .statusCode(201)
                .body("prices[0].amount", equalTo("150.000000000"))
                .body("prices[0].tiers.upTo", contains(1_000, null))
                .body("prices[0].tiers.amount", contains("0.000000000", "149.500000000"))
                .extract()
                .path("id");

        post(Events.book(name, tiered), null).statusCode(200).body("id", equalTo(id));
        tiered.put("tiers", List.of(Map.of("upTo", 1_001, "amount", "0"), Map.of("amount", "149.5")));
        post(Events.book(name, tiered), null).statusCode(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 , 0 ; null , 150.1 | no tier may cost more than the price's amount",
                "1000 , 0 ; 1000 , 10 ; null , 20 | upTo must rise from tier to tier",
                "1000 , 0 | the last has none",
                "null , 0 ; null , 10 | every tier but the last has upTo",
            })
    void shouldRefuseTiersThatLeaveUnitsWithoutAPriceOrCostMoreThanIsCounted(String tiers, String problem) {
        Map<String, @Nullable Object> tiered = price(model, "prompt", "150", EARLY, null);
        tiered.put(
                "tiers",
                Stream.of(tiers.split(";"))
                        .map(tier -> tier.split(","))
                        .map(tier -> tier[0].strip().equals("null")
                                ? Map.of("amount", tier[1].strip())
                                : Map.of("upTo", Long.valueOf(tier[0].strip()), "amount", tier[1].strip()))
                        .toList());

        publish(tiered)
                .statusCode(400)
                .body("error.param", equalTo("prices[0].tiers"))
                .body("error.message", containsString(problem));
    }

    @Test
    void shouldRefuseAPriceThatOverlapsAPublishedOne() {
        publish(price(model, "prompt", "150", EARLY, null)).statusCode(201);

        var answer = publish(price(model, "prompt", "200", "2026-02-01T00:00:00Z", null));

        answer.statusCode(409)
                .body("error.code", equalTo("conflict"))
                .body("error.message", containsString(model))
                .body("error.message", containsString("overlaps"));
    }

    @Test
    void shouldRefuseABookWhosePricesOverlapEachOther() {
        publish(
                        price(model, "prompt", "150", EARLY, "2026-03-01T00:00:00Z"),
                        price(model, "prompt", "160", "2026-02-01T00:00:00Z", null))
                .statusCode(400)
                .body("error.param", equalTo("prices[1].from"));
    }

    @Test
    void shouldEndAnOpenPriceWhenASuccessorBeginsLater() {
        String name = unique("book");
        String from = Midday.now()
                .plus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        int first = post(Events.book(name, price(model, "prompt", "150", EARLY, null)), null)
                .extract()
                .path("id");

        var successor = post(Events.book(name, price(model, "prompt", "200", from, null)), null);

        successor.statusCode(201).body("version", equalTo(2));
        operator()
                .get("/v1/price-books?limit=1&after=" + (first - 1))
                .then()
                .body("data[0].prices[0].to", equalTo(from));
    }

    @ParameterizedTest
    @CsvSource({
        "prompt,   -1,            1000000, 400",
        "prompt,   0.0000000001,  1000000, 400",
        "prompt,   1,             3,       400",
        "prompt,   1,             0,       400",
        "pixel,    1,             1000000, 400",
        "second,   1,             60,      400",
        "second,   0.000000001,   1,       201",
        "image,    30,            1,       201",
        "request,  2.5,           1,       201",
        "reasoning,900,           1000000, 201",
        "prompt,   abc,           1000000, 400",
        "prompt,   0,             1000000, 201",
    })
    void shouldTakeOnlyPricesThatAreExact(String meter, String amount, long per, int status) {
        Map<String, @Nullable Object> price = price(model, meter, amount, EARLY, null);
        price.put("per", per);

        publish(price).statusCode(status);
    }

    @Test
    void shouldRefuseWhatIsNotAPriceBook() {
        post(Map.of("name", "x"), null).statusCode(400).body("error.code", equalTo("invalid_request"));
        Map<String, Object> dollars = Events.book(unique("book"), price(model, "prompt", "1", EARLY, null));
        dollars.put("colour", "red");
        post(dollars, null).statusCode(400).body("error.param", equalTo("colour"));
        dollars.remove("colour");
        dollars.put("currency", "USD");
        post(dollars, null).statusCode(400).body("error.param", equalTo("currency"));
        publish(price(model, "prompt", "1", EARLY, EARLY)).statusCode(400).body("error.param", equalTo("prices[0].to"));
    }

    @Test
    void shouldLetOnlyOperatorsPublish() {
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .contentType("application/json")
                .body(Events.json(Events.book(unique("book"), price(model, "prompt", "1", EARLY, null))))
                .post("/v1/price-books")
                .then()
                .statusCode(403);
    }

    @Test
    void shouldParkUsageWithoutPriceAndChargeItOnceThePriceIsThere() {
        deliver(List.of(
                        event().tokens(1_000_000, 0, 1_000_000).build(),
                        event().tokens(1_000_000, 0, 0).build()))
                .body("results.verdict", contains("accepted", "accepted"));
        assertSpend("0.000000000", 0, 2);

        publish(price(model, "prompt", "100", EARLY, null)).statusCode(201);
        assertSpend("100.000000000", 100, 1);

        publish(price(model, "completion", "7", EARLY, null)).statusCode(201);
        assertSpend("207.000000000", 207, 0);
    }

    @Test
    void shouldNotRepriceCachedTokensThatAreChargedAlready() {
        publish(price(model, "prompt", "100", EARLY, null)).statusCode(201);
        deliver(List.of(event().tokens(1_000_000, 500_000, 0).build())).statusCode(200);

        var retroactive = publish(price(model, "cached_prompt", "50", EARLY, null));
        var later = publish(price(
                model,
                "cached_prompt",
                "50",
                Midday.now().plus(Duration.ofHours(1)).toString().substring(0, 19) + "Z",
                null));

        retroactive.statusCode(409).body("error.message", containsString("charged already"));
        later.statusCode(201);
        assertSpend("100.000000000", 100, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning", "request"})
    void shouldNotPriceApartWhatIsChargedWithoutAPrice(String meter) {
        publish(price(model, "prompt", "100", EARLY, null), price(model, "completion", "100", EARLY, null))
                .statusCode(201);
        deliver(List.of(event().tokens(1_000_000, 0, 1_000_000)
                        .data("reasoningTokens", 500_000)
                        .build()))
                .statusCode(200);

        var retroactive = publish(price(model, meter, "50", EARLY, null));
        var later = publish(price(
                model,
                meter,
                "50",
                Midday.now().plus(Duration.ofHours(1)).toString().substring(0, 19) + "Z",
                null));

        retroactive.statusCode(409).body("error.message", containsString("charged already"));
        later.statusCode(201);
        assertSpend("200.000000000", 200, 0);
    }

    @Test
    void shouldParkImagesAndSecondsUntilTheyHaveAPrice() {
        publish(price(model, "prompt", "100", EARLY, null)).statusCode(201);
        deliver(List.of(
                        event().tokens(1_000_000, 0, 0).data("images", 2).build(),
                        event().data("audioSeconds", 90).build()))
                .body("results.verdict", contains("accepted", "accepted"));
        assertSpend("0.000000000", 0, 2);

        publish(each(price(model, "image", "30", EARLY, null))).statusCode(201);
        assertSpend("160.000000000", 160, 1);

        publish(each(price(model, "second", "0.5", EARLY, null)))
                .statusCode(201)
                .body("prices[0].unit", equalTo("second"));
        assertSpend("205.000000000", 205, 0);
        operator()
                .get("/v1/tenants/{tenant}/events", tenant)
                .then()
                .body("data.lines.flatten().findAll { it.meter == 'image' }.unit", contains("image"))
                .body("data.event.data.images.findAll { it != null }", contains(2));
    }

    @Test
    void shouldChargeByThePriceOfTheEventsOwnTime() {
        Instant change = Midday.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        publish(
                        price(model, "prompt", "100", EARLY, change.toString()),
                        price(model, "prompt", "300", change.toString(), null))
                .statusCode(201);

        deliver(List.of(
                event().tokens(1_000_000, 0, 0).at(change.minusMillis(1)).build(),
                event().tokens(1_000_000, 0, 0).at(change).build()));

        operator()
                .get("/v1/tenants/{tenant}/events", tenant)
                .then()
                .body("data.sort { it.event.time }.exact", contains("100.000000000", "300.000000000"))
                .body("data.lines.flatten().meter", hasItem("prompt"));
    }

    /** For one unit, not a million. */
    private static Map<String, @Nullable Object> each(Map<String, @Nullable Object> price) {
        price.put("per", 1);
        return price;
    }

    private ValidatableResponse post(Map<String, ?> book, @Nullable String key) {
        var request = operator().contentType("application/json").body(Events.json(book));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.post("/v1/price-books").then();
    }

    private void assertSpend(String exact, int supply, int unrated) {
        operator()
                .get("/v1/tenants/{tenant}/spend", tenant)
                .then()
                .statusCode(200)
                .body("exact", equalTo(exact))
                .body("supplyWon", equalTo(supply))
                .body("unrated", equalTo(unrated));
    }
}
