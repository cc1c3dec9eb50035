package kr.hangil.billing.usage;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.ParquetFile;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * January without a contract, one for February, and another one from March on, with usage at the edges of all of them. Those
 * of 2022: later years are for tests of archives.
 */
@QuarkusTest
class UsageByContractTest extends RunningBilling {

    private static final Instant FEBRUARY = SpendPeriod.begin(YearMonth.of(2022, 2));
    private static final Instant MARCH = SpendPeriod.begin(YearMonth.of(2022, 3));

    /** A won a token in January, ten and a hundred in February, a thousand in March. */
    private static final String MONTHS =
            "bucket=1mo&from=2021-12-31T15:00:00Z&to=2022-03-31T15:00:00Z&group_by=contract";

    private String february = "";
    private String march = "";

    @BeforeEach
    void useUnderTwoContracts() {
        QuarkusMock.installMockForType(Clock.fixed(MARCH.plus(Duration.ofDays(3)), ZoneOffset.UTC), Clock.class);
        publish(price(model, "prompt", "1000000", "2022-01-01T00:00:00Z", null)).statusCode(201);
        february = agree(tenant, "2022-02");
        march = agree(tenant, "2022-03");
        agree(unique("t-other"), "2022-01");
        deliver(List.of(
                        event().tokens(1, 0, 0).at(FEBRUARY.minusMillis(1)).build(),
                        event().tokens(10, 0, 0).at(FEBRUARY).build(),
                        event().tokens(100, 0, 0).at(MARCH.minusMillis(1)).build(),
                        event().tokens(1000, 0, 0).at(MARCH).build()))
                .body("results.verdict", everyItem(is("accepted")));
    }

    @Test
    void shouldTellWhichContractUsageAndSpendAreOf() {
        ask("usage?" + MONTHS)
                .body("groupBy", contains("contract"))
                .body("data.group.contract", contains(null, february, march))
                .body("data.promptTokens", contains(1, 110, 1000));
        ask("spend?" + MONTHS + ",model")
                .body("data.group.contract", contains(null, february, march))
                .body("data.group.model", everyItem(equalTo(model)))
                .body("data.supplyWon", contains(1, 110, 1000))
                .body("supplyWon", equalTo(1111));
    }

    /** Days and hours come from roll-ups, the ends of a range from events. */
    @Test
    void shouldTellTheContractOfThePartsOfARangeThatCutsHours() {
        String range = "&group_by=contract&from=" + FEBRUARY.minusSeconds(60) + "&to=" + MARCH.plusMillis(1);
        for (String bucket : List.of("1h", "1d")) {
            ask("spend?bucket=" + bucket + range)
                    .body("data.group.contract", contains(null, february, february, march))
                    .body("data.supplyWon", contains(1, 10, 100, 1000));
        }
        ask("usage?bucket=1mo" + range).body("data.promptTokens", contains(1, 110, 1000));
    }

    @Test
    void shouldTellOfNoContractToOneWhoHasNone() {
        String stranger = unique("t");
        deliver(List.of(event().with("subject", stranger)
                        .data("tenant", stranger)
                        .at(MARCH)
                        .build()))
                .body("results.verdict", contains("accepted"));

        operator()
                .get("/v1/tenants/" + stranger + "/usage?" + MONTHS)
                .then()
                .body("data.requests", contains(1))
                .body("data[0].group.contract", nullValue());
    }

    @Test
    void shouldExportTheContractAsItAnswersIt() throws IOException, SQLException {
        String csv = new String(export("spend?" + MONTHS + "&format=csv").asByteArray(), StandardCharsets.UTF_8);
        byte[] parquet = export("usage?" + MONTHS + "&format=parquet").asByteArray();

        assertThat(csv.lines().map(line -> List.of(line.split(",", -1)).subList(2, 5)))
                .containsExactly(
                        List.of("contract", "exact", "supply_won"),
                        List.of("", "1", "1"),
                        List.of(february, "110", "110"),
                        List.of(march, "1000", "1000"));
        try (ParquetFile file = new ParquetFile(parquet)) {
            assertThat(file.query("SELECT contract, prompt_tokens FROM $file ORDER BY start"))
                    .containsExactly(Arrays.asList(null, "1"), List.of(february, "110"), List.of(march, "1000"));
        }
    }

    private String agree(String with, String from) {
        JsonPath contract = post(
                        "/v1/tenants/" + with + "/contracts",
                        Map.of("from", from, "vat", "INCLUSIVE", "discountPercent", "10", "reference", "as last year"))
                .statusCode(201)
                .extract()
                .jsonPath();
        return contract.getString("id");
    }

    private Response export(String question) {
        Response file = operator().get("/v1/tenants/" + tenant + "/exports/" + question);
        assertThat(file.statusCode()).isEqualTo(200);
        return file;
    }

    private ValidatableResponse ask(String question) {
        return operator().get("/v1/tenants/" + tenant + "/" + question).then().statusCode(200);
    }
}
