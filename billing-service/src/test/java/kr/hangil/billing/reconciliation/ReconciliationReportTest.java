package kr.hangil.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.archive.Archives;
import org.junit.jupiter.api.Test;

/** Who sees a report, in pages, and what the metric tells of it. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class ReconciliationReportTest extends ReconciledPods {

    @Inject
    ReconciliationService service;

    @Inject
    Archives archives;

    @Inject
    EntriesReader entries;

    @Inject
    Reasons reasons;

    @Inject
    ReconciliationConfig config;

    @Test
    void shouldTellTheMetricOfDaysThatAreSettled() {
        Clock settled = Clock.fixed(day.end().plus(Duration.ofHours(1)), ZoneOffset.UTC);
        Clock early = Clock.fixed(settled.instant().minusMillis(1), ZoneOffset.UTC);
        double explained = metric(settled, "true");
        double unexplained = metric(settled, "false");
        double unexplainedEarly = metric(early, "false");
        String repeat = "req-" + tenant;
        pod.served(entry(2, 20, 10, 12));
        pod.served(with(entry(1, 10, 0, 1), "tenant", unique("other")));
        deliver(List.of(billed(10, 5, 6), event(repeat, 0, 0, 0))).statusCode(200);
        read(pod);

        assertThat(metric(settled, "true")).isEqualTo(explained + 1);
        assertThat(metric(settled, "false")).isEqualTo(unexplained + 1);
        assertThat(metric(early, "false"))
                .as("a day that is not settled counts for nothing")
                .isEqualTo(unexplainedEarly);
        assertThat(service.report(new Day(day.date().minusDays(40))).await().atMost(SOON))
                .satisfies(old -> assertThat(old.settled()).isTrue())
                .satisfies(old -> assertThat(old.data()).isEmpty());
    }

    /** The metric as a scheduler of that clock tells it. */
    private double metric(Clock clock, String explained) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ReconciliationService(archives, entries, reasons, new ReconciliationMetrics(registry, clock), config, clock)
                .compare()
                .await()
                .atMost(SOON);
        return registry.get("hangil.billing.reconciliation.differences")
                .tag("explained", explained)
                .gauge()
                .value();
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
}
