package kr.hangil.billing.archive;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** A month long over, whose usage came in and was billed in its time. Each test has one of its own. */
@SuppressWarnings("NullAway.Init")
abstract class OldMonth extends RunningBilling {

    static final Path FOLDER = Path.of("target/archives");
    static final int EVENTS = 40;

    /** Of another tenant, who pays nothing. */
    static final int OTHERS = 5;

    static final int ALL = EVENTS + OTHERS;

    private static final AtomicInteger TAKEN = new AtomicInteger();

    private final String other = unique("t-other");
    private final String free = unique("free");

    @Inject
    Archiving archiving;

    final YearMonth month = YearMonth.of(2023, 1).plusMonths(TAKEN.getAndIncrement());
    final Instant begins = SpendPeriod.begin(month);
    final Instant ends = SpendPeriod.begin(month.plusMonths(1));
    int run;
    String requestId = "";
    Map<String, @Nullable Object> first = Map.of();

    /** Uses a month and bills it; afterwards it is today. */
    void useAndBill() {
        use();
        bill();
        travelHome();
    }

    void use() {
        travel(ends.plus(Duration.ofHours(10)));
        publish(
                        price(model, "prompt", "1500000", begins.toString(), null),
                        price(model, "completion", "6000000.000000001", begins.toString(), null),
                        price(model, "image", "30000000", begins.toString(), null))
                .statusCode(201);
        publish(price(free, "prompt", "0", begins.toString(), null)).statusCode(201);
        for (int i = 0; i < OTHERS; i++) {
            var event = event().data("servedModel", free).data("tenant", other).with("subject", other);
            deliver(List.of(event.at(begins.plus(Duration.ofDays(i)))
                            .tokens(1_000, 0, 0)
                            .build()))
                    .body("results.verdict", contains("accepted"));
        }
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        long step = Duration.between(begins, ends).toMillis() / EVENTS;
        for (int i = 0; i < EVENTS; i++) {
            var event = event().at(begins.plusMillis(i * step + i))
                    .tokens(100 + i, i, 7 * i)
                    .data("reasoningTokens", i)
                    .data("images", i % 3)
                    .data("project", i % 4 == 0 ? null : "p" + i % 4)
                    .data("ttftMillis", i % 5 == 0 ? null : i)
                    .data("estimated", i % 7 == 0)
                    .with("source", "/regions/kr-ulsan/gateways/gw-" + i % 2);
            if (i == 3) {
                requestId = "req-of-" + tenant;
                event.request(requestId);
            }
            events.add(event.build());
        }
        first = events.getFirst();
        deliver(events).statusCode(200);
    }

    void bill() {
        profile();
        JsonPath draft = post("/v1/invoices", Map.of("tenant", tenant, "month", month.toString()))
                .statusCode(201)
                .extract()
                .jsonPath();
        run = draft.getInt("ratingRunId");
        post("/v1/invoices/" + draft.getInt("id") + "/finalise", Map.of()).statusCode(200);
    }

    /** Asks for the month to be archived; none of its steps is taken. */
    int ask() {
        post("/v1/archives", Map.of("month", month.toString()))
                .statusCode(200)
                .body("events", equalTo(ALL))
                .body("refusals", empty());
        return post("/v1/archives", Map.of("month", month.toString(), "dryRun", false))
                .statusCode(202)
                .body("state", equalTo("asked"))
                .extract()
                .path("id");
    }

    boolean step() {
        return archiving.step().await().atMost(Duration.ofSeconds(30));
    }

    void archive() {
        int id = ask();
        archiving.work().await().atMost(Duration.ofSeconds(60));
        operator()
                .get("/v1/archives/{id}", id)
                .then()
                .body("problem", equalTo(null))
                .body("state", equalTo("archived"))
                .body("done", equalTo(ALL));
        assertThat(partitions()).isZero();
    }

    /** Where its file lies. */
    Path file() {
        String name =
                operator().get("/v1/archives").then().extract().path("data.find { it.month == '" + month + "' }.file");
        return FOLDER.resolve(name);
    }

    ValidatableResponse state(int id) {
        return operator().get("/v1/archives/{id}", id).then();
    }

    void verified() {
        operator().get("/v1/verification").then().body("differences", empty()).body("ok", equalTo(true));
    }

    /** Everything that reads events, as it is answered. */
    List<String> answers() {
        String cut = "from=" + begins.plus(Duration.ofMinutes(30)) + "&to=" + ends.minus(Duration.ofMinutes(25));
        return Stream.of(
                        "/v1/tenants/%s/usage?bucket=1d&group_by=model,key,project,region,contract&" + cut,
                        "/v1/tenants/%s/usage?bucket=1mo&from=" + begins.plusSeconds(1) + "&to="
                                + begins.plusSeconds(900),
                        "/v1/tenants/%s/spend?bucket=1d&group_by=project&" + cut,
                        "/v1/tenants/%s/exports/usage?bucket=1d&" + cut,
                        "/v1/tenants/%s/exports/spend?bucket=1d&group_by=project&" + cut,
                        "/v1/tenants/%s/events",
                        "/v1/tenants/%s/events?limit=7",
                        "/v1/tenants/%s/events?requestId=" + requestId,
                        "/v1/tenants/%s/events?" + cut,
                        "/v1/rating-runs/" + run,
                        "/v1/reconciliation?day=" + month.atDay(1),
                        "/v1/verification")
                .map(path -> operator()
                        .get(path.formatted(tenant))
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .toList();
    }

    /** All events, page by page. */
    List<Object> pages() {
        List<Object> all = new ArrayList<>();
        String after = "0";
        while (after != null) {
            JsonPath page = operator()
                    .get("/v1/tenants/{t}/events?limit=7&after={a}", tenant, after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            all.addAll(page.getList("data"));
            after = page.getString("next");
        }
        return all;
    }

    /** What writing that is unfinished, or was given up, has of this month in the folder. */
    List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file ->
                            file.toString().endsWith(".part") && file.toString().contains(month.toString()))
                    .toList();
        }
    }

    long partitions() {
        String part = "%04d%02d".formatted(month.getYear(), month.getMonthValue());
        return number(
                "SELECT count(*) FROM pg_class WHERE relname IN ('usage_event_%1$s', 'charge_%1$s')".formatted(part));
    }

    long number(String sql) {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String... statements) {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
