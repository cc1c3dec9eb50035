package kr.hangil.billing.usage;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.hangil.billing.Events;
import kr.hangil.billing.ParquetFile;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class UsageExportTest extends RunningBilling {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Path FOLDER = Path.of("target/exports");

    private final Instant midnight =
            Midday.today().minusDays(3).atStartOfDay(SEOUL).toInstant();
    private final String range =
            "from=" + midnight.minus(Duration.ofDays(2)) + "&to=" + midnight.plus(Duration.ofDays(2));

    @Test
    void shouldExportUsageToCsvAsItAnswersIt() throws IOException {
        useThreeProjects();

        Response file = export("usage?group_by=project,model&" + range);

        assertThat(file.contentType()).isEqualTo("text/csv;charset=UTF-8");
        assertThat(file.header("content-disposition"))
                .isEqualTo("attachment; filename=\"usage-%s-%s-%s.csv\""
                        .formatted(
                                tenant,
                                LocalDate.ofInstant(midnight, SEOUL).minusDays(2),
                                LocalDate.ofInstant(midnight, SEOUL).plusDays(1)));
        String text = text(file);
        assertThat(text)
                .startsWith("start,end,project,model,requests,prompt_tokens,cached_prompt_tokens,completion_tokens,"
                        + "reasoning_tokens,unrated,images,audio_seconds\r\n")
                .contains(LocalDate.ofInstant(midnight, SEOUL) + "T00:00:00+09:00,");
        JsonPath json = ask("usage?group_by=project,model&" + range);
        List<List<String>> rows = rows(text);
        assertThat(column(rows, 2)).isEqualTo(json.getList("data.group.project"));
        assertThat(longs(rows, 5)).isEqualTo(json.getList("data.promptTokens", Long.class));
        assertThat(instants(rows, 0)).isEqualTo(json.getList("data.start"));
        assertThat(instants(rows, 1)).isEqualTo(json.getList("data.end"));
        noFileIsLeft();
    }

    @Test
    void shouldSayThatAMediaTypeIsNone() {
        operator()
                .header("accept", "")
                .get("/v1/tenants/{t}/exports/usage?" + range, tenant)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("accept"));
    }

    @Test
    void shouldExportSpendToTheWonAsItAnswersIt() throws IOException, SQLException {
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(IntStream.range(0, 40)
                        .mapToObj(i -> event().tokens(500_000 + i % 7 * 137L, 0, 0)
                                .at(midnight.plus(Duration.ofHours(i)))
                                .data("project", i % 5 == 0 ? null : "p" + i % 5)
                                .build())
                        .toList())
                .body("results.verdict", everyItem(equalTo("accepted")));
        JsonPath json = ask("spend?bucket=1h&group_by=project&" + range);
        List<Long> won = json.getList("data.supplyWon", Long.class);
        assertThat(won).contains(0L, 1L);

        List<List<String>> rows = rows(text(export("spend?bucket=1h&group_by=project&" + range)));
        byte[] parquet = export("spend?bucket=1h&group_by=project&format=parquet&" + range)
                .asByteArray();

        assertThat(longs(rows, 4)).isEqualTo(won);
        try (ParquetFile file = new ParquetFile(parquet)) {
            assertThat(file.query("SELECT supply_won FROM $file ORDER BY start, project NULLS LAST").stream()
                            .map(row -> Long.valueOf(row.getFirst())))
                    .isEqualTo(won);
            assertThat(file.query("SELECT sum(exact), sum(supply_won), count(*) - count(project) FROM $file")
                            .getFirst())
                    .containsExactly(json.getString("exact") + "000000", Long.toString(json.getLong("supplyWon")), "8");
            assertThat(file.query("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM $file)"))
                    .containsExactly(
                            List.of("start", "TIMESTAMP WITH TIME ZONE"),
                            List.of("end", "TIMESTAMP WITH TIME ZONE"),
                            List.of("project", "VARCHAR"),
                            List.of("exact", "DECIMAL(38,15)"),
                            List.of("supply_won", "BIGINT"),
                            List.of("unrated", "BIGINT"));
        }
    }

    @Test
    void shouldExportMoreRowsThanAreInMemoryAtOnce() throws IOException, SQLException {
        for (int part = 0; part < 2; part++) {
            int first = part * 800;
            deliver(IntStream.range(first, first + 800)
                            .mapToObj(i -> event().tokens(1 + i, 0, 0)
                                    .at(midnight)
                                    .data("project", "p%04d".formatted(i))
                                    .build())
                            .toList())
                    .statusCode(200);
        }

        List<List<String>> rows = rows(text(export("usage?group_by=project&" + range)));
        byte[] parquet =
                export("usage?group_by=project&format=parquet&" + range).asByteArray();

        assertThat(rows).hasSize(1_600);
        assertThat(column(rows, 2)).isSorted().doesNotHaveDuplicates();
        try (ParquetFile file = new ParquetFile(parquet)) {
            assertThat(file.query("SELECT count(DISTINCT project), sum(prompt_tokens), min(start) FROM $file")
                            .getFirst())
                    .containsExactly(
                            "1600",
                            Long.toString(1_600 * 1_601 / 2),
                            midnight.atOffset(ZoneOffset.UTC).toString());
        }
        noFileIsLeft();
    }

    @Test
    void shouldLetNoSpreadsheetRunWhatATenantNamed() {
        deliverInUnicode(List.of(
                event().tokens(1, 0, 0)
                        .data("project", "=HYPERLINK(\"http://x\",\"a\")")
                        .at(midnight)
                        .build(),
                event().tokens(2, 0, 0).data("project", "＋1").at(midnight).build(),
                event().tokens(3, 0, 0).data("project", "한글, 이름").at(midnight).build()));

        String text = text(export("usage?group_by=project&" + range));

        assertThat(text)
                .contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\"")
                .contains(",'＋1,")
                .contains("\"한글, 이름\"");
    }

    @Test
    void shouldBeginWithAByteOrderMarkForExcelOnly() {
        byte[] plain = export("usage").asByteArray();
        byte[] marked = export("usage?bom=true").asByteArray();

        assertThat(plain).startsWith("start,end,requests".getBytes(StandardCharsets.UTF_8));
        assertThat(marked).startsWith(0xEF, 0xBB, 0xBF).endsWith(plain);
    }

    @Test
    void shouldWriteParquetForOneWhoAcceptsIt() {
        Response file =
                operator().accept("application/vnd.apache.parquet").get("/v1/tenants/{t}/exports/usage", tenant);

        assertThat(file.contentType()).isEqualTo("application/vnd.apache.parquet");
        assertThat(file.asByteArray()).startsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
        operator()
                .accept("application/json")
                .get("/v1/tenants/{t}/exports/usage", tenant)
                .then()
                .statusCode(406);
    }

    @ParameterizedTest
    @CsvSource({
        "usage?format=xls,               format",
        "usage?bom=yes,                  bom",
        "spend?format=parquet&bom=true,  bom",
        "spend?bucket=2d,                bucket",
    })
    void shouldNameTheParameterThatIsWrong(String question, String parameter) {
        operator()
                .get("/v1/tenants/" + tenant + "/exports/" + question)
                .then()
                .statusCode(400)
                .contentType("application/json")
                .body("error.param", equalTo(parameter));
    }

    @Test
    void shouldExportNothingToOneWhoIsNoMember() {
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .get("/v1/tenants/{t}/exports/usage", tenant)
                .then()
                .statusCode(403)
                .body("error.code", equalTo("permission_denied"));
    }

    private void useThreeProjects() {
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(event().tokens(10 + i, i, 2)
                    .at(midnight.plus(Duration.ofHours(i * 4)))
                    .data("project", "p" + i % 3)
                    .build());
        }
        deliver(events).body("results.verdict", everyItem(equalTo("accepted")));
    }

    /** Escaped, for the client writes other letters in Latin 1. */
    private void deliverInUnicode(List<?> events) {
        String ascii = Events.json(events)
                .codePoints()
                .mapToObj(letter -> letter < 128 ? Character.toString(letter) : "\\u%04x".formatted(letter))
                .collect(Collectors.joining());
        gateway()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(ascii)
                .post("/v1/usage/events")
                .then()
                .statusCode(200);
    }

    private Response export(String question) {
        Response file = operator().get("/v1/tenants/" + tenant + "/exports/" + question);
        assertThat(file.statusCode()).describedAs(file.contentType()).isEqualTo(200);
        return file;
    }

    private JsonPath ask(String question) {
        return operator()
                .get("/v1/tenants/" + tenant + "/" + question)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String text(Response file) {
        return new String(file.asByteArray(), StandardCharsets.UTF_8);
    }

    private static List<List<String>> rows(String csv) {
        assertThat(csv).endsWith("\r\n");
        return csv.lines().skip(1).map(line -> List.of(line.split(",", -1))).toList();
    }

    private static List<String> column(List<List<String>> rows, int i) {
        return rows.stream().map(row -> row.get(i)).toList();
    }

    private static List<Long> longs(List<List<String>> rows, int i) {
        return rows.stream().map(row -> Long.valueOf(row.get(i))).toList();
    }

    private static List<String> instants(List<List<String>> rows, int i) {
        return rows.stream()
                .map(row -> OffsetDateTime.parse(row.get(i)).toInstant().toString())
                .toList();
    }

    private static void noFileIsLeft() {
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(FOLDER)) {
                assertThat(files).isEmpty();
            }
        });
    }
}
