package kr.hangil.billing.reconciliation;

import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.billing.EventBuilder;
import kr.hangil.billing.RunningBilling;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A day that is over, pods that served and a gateway that billed on it, and the line that compares them. */
@SuppressWarnings("NullAway.Init") // the framework sets the fields
abstract class ReconciledPods extends RunningBilling {

    static final Duration SOON = Duration.ofSeconds(20);

    /** Yesterday: a day that is over. */
    final Day day = new Day(Midday.today().minusDays(1));

    final Instant noon = day.start().plus(Duration.ofHours(12));
    final String digest = "sha256:" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    final String replica = unique("pod");
    final List<PodStandIn> pods = new ArrayList<>();

    @Inject
    ServedFetch fetch;

    PodStandIn pod;

    @BeforeEach
    void startPod() {
        pod = pod(replica);
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    @AfterEach
    void stopPods() {
        pods.forEach(PodStandIn::close);
    }

    PodStandIn pod(String name) {
        PodStandIn one = new PodStandIn(name);
        pods.add(one);
        return one;
    }

    void read(PodStandIn... asked) {
        fetch.fetch(List.of(asked).stream().map(PodStandIn::address).toList(), true)
                .await()
                .atMost(SOON);
    }

    ValidatableResponse line() {
        return operator()
                .get("/v1/reconciliation?limit=1000&day={d}", day.date().toString())
                .then()
                .statusCode(200)
                .body("settled", is(true))
                .rootPath("data.find { it.digest == '" + digest + "' }");
    }

    ValidatableResponse only(String kind, boolean explained, int requests, int prompt, int cached, int completion) {
        return line().body("differences", hasSize(1))
                .body("differences[0].kind", is(kind))
                .body("differences[0].explained", is(explained))
                .body("differences[0].tenant", is(tenant))
                .body("differences[0].gap.requests", is(requests))
                .body("differences[0].gap.promptTokens", is(prompt))
                .body("differences[0].gap.cachedPromptTokens", is(cached))
                .body("differences[0].gap.completionTokens", is(completion));
    }

    ValidatableResponse source() {
        String port = ":" + pod.address().getPort();
        return operator()
                .get("/v1/reconciliation/pods?limit=1000")
                .then()
                .statusCode(200)
                .rootPath("data.find { it.address.endsWith('" + port + "') }");
    }

    Map<String, Object> entry(int requests, int prompt, int cached, int completion) {
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

    static Map<String, Object> with(Map<String, Object> entry, String field, Object value) {
        entry.put(field, value);
        return entry;
    }

    Map<String, ?> billed(long prompt, long cached, long completion) {
        return event("req-" + UUID.randomUUID(), prompt, cached, completion);
    }

    Map<String, ?> event(String requestId, long prompt, long cached, long completion) {
        return eventOf(requestId, prompt, cached, completion).build();
    }

    /** An event of this test's version, at noon, of the pod that is read. */
    EventBuilder eventOf(String requestId, long prompt, long cached, long completion) {
        return event().request(requestId)
                .tokens(prompt, cached, completion)
                .data("modelDigest", digest)
                .data("replica", replica)
                .at(noon);
    }
}
