package kr.hangil.stack.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kr.hangil.stack.api.ApiClient;

/** What the pod says it served today and yesterday must be what gateways billed, or explained. */
final class ServedAgainstBilled {

    /** Requests may end, and their events be on their way, while this looks. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long POLL_MILLIS = 1_000;
    private static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    private final ApiClient billing;

    ServedAgainstBilled(ApiClient billing) {
        this.billing = billing;
    }

    Check.Outcome compare() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Check.Outcome outcome = look();
        while (!outcome.differences().isEmpty() && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            outcome = look();
        }
        return outcome;
    }

    private Check.Outcome look() throws IOException, InterruptedException {
        billing.post("/v1/reconciliation/readings", JsonNodeFactory.instance.objectNode())
                .require(204);
        LocalDate today = LocalDate.now(ZONE);
        List<String> differences = new ArrayList<>();
        long requests = 0;
        long explained = 0;
        for (LocalDate day : List.of(today.minusDays(1), today)) {
            JsonNode report = billing.get("/v1/reconciliation?limit=1000&day=" + day)
                    .require(200)
                    .body();
            explained += report.path("explained").asLong();
            for (JsonNode line : report.path("data")) {
                requests += line.at("/served/told/requests").asLong();
                for (JsonNode difference : line.path("differences")) {
                    if (!difference.path("explained").asBoolean()) {
                        differences.add(day + " " + line.path("digest").asText() + " "
                                + line.path("region").asText()
                                + " " + difference.path("kind").asText() + " of '"
                                + difference.path("tenant").asText() + "': " + difference.path("gap") + " "
                                + difference.path("requestIds"));
                    }
                }
            }
        }
        return new Check.Outcome(requests + " requests served, " + explained + " differences explained", differences);
    }
}
