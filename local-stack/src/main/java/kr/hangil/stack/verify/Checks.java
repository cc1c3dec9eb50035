package kr.hangil.stack.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kr.hangil.stack.api.ApiClient;

/** Every check of {@code ./hangil verify}. */
public final class Checks {

    private Checks() {}

    /**
     * Returns the checks in the order they are shown.
     *
     * @param spool folder of the gateway's usage spool
     */
    public static List<Check> of(ApiClient registry, ApiClient billing, ApiClient gateway, Path spool) {
        return List.of(
                new Check("registry digests", progress -> new RegistryDigests(registry).compare()),
                new Check("billing ledger", progress -> ledger(billing, progress)),
                new Check("spool against ledger", progress -> new SpoolAgainstLedger(spool, billing).compare()),
                new Check("served against billed", progress -> new ServedAgainstBilled(billing).compare()),
                new Check("gateway audit chains", progress -> auditChains(gateway)));
    }

    private static Check.Outcome ledger(ApiClient billing, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, JsonNode> told = new HashMap<>();
        billing.events("/v1/verification", (name, data) -> {
            told.put(name, data);
            if (name.equals("progress")) {
                progress.accept(howFar(data));
            }
        });
        JsonNode report = told.get("report");
        if (report == null) {
            throw new IllegalStateException(told.getOrDefault("error", MissingNode.getInstance())
                    .at("/error/message")
                    .asText("billing broke off"));
        }
        List<String> differences = new ArrayList<>();
        report.path("differences")
                .forEach(difference -> differences.add(difference.path("kind").asText() + " "
                        + difference.path("id").asText() + ": "
                        + difference.path("detail").asText()));
        if (differences.isEmpty() && !report.path("ok").asBoolean()) {
            differences.add("billing reports a difference without naming it");
        }
        return new Check.Outcome(
                report.path("events").asLong() + " events, "
                        + report.path("charges").asLong() + " charges",
                differences);
    }

    private static String howFar(JsonNode progress) {
        long last = progress.path("last").asLong();
        return switch (progress.path("step").asText()) {
            case "events" ->
                "%,d events, %d %%"
                        .formatted(
                                progress.path("events").asLong(),
                                last == 0
                                        ? 100
                                        : 100 * progress.path("sequence").asLong() / last);
            case "sums" ->
                "%,d events, now their sums".formatted(progress.path("events").asLong());
            default -> "what is archived";
        };
    }

    private static Check.Outcome auditChains(ApiClient gateway) throws IOException, InterruptedException {
        List<String> chains = new ArrayList<>(List.of("/manage/v1/audit/verification"));
        for (JsonNode tenant : gateway.all("/manage/v1/tenants")) {
            chains.add("/manage/v1/tenants/" + tenant.path("id").asText() + "/audit/verification");
        }
        List<String> differences = new ArrayList<>();
        for (String chain : chains) {
            JsonNode found = gateway.get(chain).require(200).body();
            if (!found.path("intact").asBoolean()) {
                differences.add(chain + ": " + found);
            }
        }
        return new Check.Outcome(chains.size() + " chains", differences);
    }
}
