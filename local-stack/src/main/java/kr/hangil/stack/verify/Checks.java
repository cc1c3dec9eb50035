package kr.hangil.stack.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                new Check("registry digests", new RegistryDigests(registry)::compare),
                new Check("billing ledger", () -> ledger(billing)),
                new Check("spool against ledger", new SpoolAgainstLedger(spool, billing)::compare),
                new Check("served against billed", new ServedAgainstBilled(billing)::compare),
                new Check("gateway audit chains", () -> auditChains(gateway)));
    }

    private static Check.Outcome ledger(ApiClient billing) throws IOException, InterruptedException {
        JsonNode report = billing.get("/v1/verification").require(200).body();
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
