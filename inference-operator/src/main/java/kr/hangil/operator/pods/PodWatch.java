package kr.hangil.operator.pods;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.operator.http.BearerToken;
import kr.hangil.operator.http.JsonGet;
import kr.hangil.operator.observed.PodReport;
import kr.hangil.operator.observed.Replica;
import org.jspecify.annotations.Nullable;

/**
 * What pods last said. Nobody waits for a pod: who asks gets what is known, and the pod is asked meanwhile. What is older than
 * three intervals is not known any more, and a pod that nobody asked about for that long is forgotten.
 */
public final class PodWatch {

    private static final int STALE_AFTER = 3;

    private final int managementPort;
    private final Duration interval;
    private final Clock clock;
    private final JsonGet http;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private volatile Instant sweptAt = Instant.EPOCH;

    private record Entry(Instant askedAt, @Nullable Instant saidAt, PodReport report) {}

    /**
     * @param token a bearer token for pods
     * @param managementPort where pods tell their health
     * @param interval how often a pod is asked
     * @param limit longest wait for an answer
     */
    public PodWatch(BearerToken token, int managementPort, Duration interval, Duration limit, Clock clock) {
        this.managementPort = managementPort;
        this.interval = interval;
        this.clock = clock;
        this.http = new JsonGet(token, limit);
    }

    /** What {@code replicas} said, by name of the pod; those that said nothing lately are missing. */
    public Map<String, PodReport> reports(Collection<Replica> replicas) {
        Map<String, PodReport> reports = new HashMap<>();
        Instant now = clock.instant();
        forgetVanished(now);
        for (Replica replica : replicas) {
            String url = replica.url();
            if (url == null || replica.leaving()) {
                entries.remove(replica.pod());
                continue;
            }
            Entry entry = entries.get(replica.pod());
            if (entry == null || !now.isBefore(entry.askedAt().plus(interval))) {
                entries.put(
                        replica.pod(),
                        entry == null
                                ? new Entry(now, null, PodReport.SILENT)
                                : new Entry(now, entry.saidAt(), entry.report()));
                ask(replica.pod(), url);
            }
            Entry known = entries.get(replica.pod());
            Instant saidAt = known == null ? null : known.saidAt();
            if (known != null && saidAt != null && now.isBefore(saidAt.plus(interval.multipliedBy(STALE_AFTER)))) {
                reports.put(replica.pod(), known.report());
            }
        }
        return reports;
    }

    /** How many pods something is remembered of. */
    public int known() {
        return entries.size();
    }

    private void forgetVanished(Instant now) {
        if (now.isBefore(sweptAt.plus(interval))) {
            return;
        }
        sweptAt = now;
        Instant oldest = now.minus(interval.multipliedBy(STALE_AFTER));
        entries.values().removeIf(it -> it.askedAt().isBefore(oldest));
    }

    private void ask(String pod, String url) {
        URI base = URI.create(url);
        CompletableFuture<@Nullable LoadReport> load =
                http.authorized(JsonGet.under(base, "/load")).handle((answer, _) -> load(answer));
        // A pod that is not ready says so with 503 and its reasons.
        CompletableFuture<@Nullable JsonNode> health = http.plain(
                        URI.create("http://" + base.getHost() + ":" + managementPort + "/q/health"))
                .handle((answer, _) -> health(answer));
        var _ = load.thenCombine(health, PodWatch::report).thenAccept(report -> {
            if (!report.equals(PodReport.SILENT)) {
                entries.computeIfPresent(pod, (_, entry) -> new Entry(entry.askedAt(), clock.instant(), report));
            }
        });
    }

    /** A load that cannot be read is unknown. */
    private static @Nullable LoadReport load(JsonGet.@Nullable Answer answer) {
        try {
            return answer == null || !answer.good() ? null : answer.json().as(LoadReport.class);
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static @Nullable JsonNode health(JsonGet.@Nullable Answer answer) {
        try {
            return answer == null ? null : answer.json().as(JsonNode.class);
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static PodReport report(@Nullable LoadReport load, @Nullable JsonNode health) {
        String weights = null;
        String engine = null;
        if (health != null) {
            for (JsonNode check : health.path("checks")) {
                JsonNode data = check.path("data");
                weights = data.hasNonNull("weights") ? data.get("weights").asText() : weights;
                engine = data.hasNonNull("phase") ? data.get("phase").asText() : engine;
            }
        }
        return new PodReport(load, weights, engine);
    }
}
