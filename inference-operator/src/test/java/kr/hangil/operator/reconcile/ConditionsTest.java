package kr.hangil.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.operator.observed.Gateways;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.PodReport;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.placement.Room;
import kr.hangil.operator.reconcile.Findings.Acceptances;
import kr.hangil.operator.rollout.RolloutPlan;
import kr.hangil.operator.scaling.ScalingDecision;
import org.junit.jupiter.api.Test;

/** The reasons that a whole cluster in memory does not bring about. */
class ConditionsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private Acceptances acceptance = Acceptances.ACCEPTED;
    private final Map<String, PodReport> reports = new HashMap<>();
    private boolean stale;
    private int min = 1;
    private List<String> reached = List.of("http://a");

    @Test
    void shouldSayWhyWeightsAreNotThere() {
        Replica pulling = pod("a", false, false, 10);
        say("a", "pulling 3 of 9 bytes");
        assertThat(reason("ArtifactsReady", pulling)).isEqualTo("False/Downloading");
        say("a", "file model.gguf hashes to sha256:1 instead of sha256:2: refused, nothing is served from it");
        assertThat(reason("ArtifactsReady", pulling)).isEqualTo("False/DigestMismatch");
        assertThat(reason("Ready", pulling)).isEqualTo("False/DigestMismatch");
        say("a", "signature of hangil/mini@sha256:1: no trusted key made it: refused");
        assertThat(reason("ArtifactsReady", pulling)).isEqualTo("False/SignatureMismatch");
        say("a", "no room for model.gguf: it needs 7 bytes more");
        assertThat(reason("ArtifactsReady", pulling)).isEqualTo("False/InsufficientDisk");
        say("a", "hangil/mini@sha256:" + "a".repeat(64));
        assertThat(reason("ArtifactsReady", pulling)).isEqualTo("True/Verified");
        assertThat(reason("WorkloadReady", pulling)).isEqualTo("False/Loading");
    }

    @Test
    void shouldNotCallItAFailureWhenASecondPodPulls() {
        say("b", "pulling");
        min = 2;

        assertThat(reason("ArtifactsReady", pod("a", true, true, 100), pod("b", false, false, 10)))
                .isEqualTo("True/Verified");
        assertThat(reason("Ready", pod("a", true, true, 100), pod("b", false, false, 10)))
                .isEqualTo("True/Serving");
        assertThat(reason("Degraded", pod("a", true, true, 100), pod("b", false, false, 10)))
                .isEqualTo("True/VariantDown");
    }

    @Test
    void shouldTellAStalledEngineFromASlowStart() {
        assertThat(reason("WorkloadReady", pod("a", true, false, 1000))).isEqualTo("False/EngineStalled");
        assertThat(reason("WorkloadReady", pod("a", false, false, 59))).isEqualTo("False/Loading");
        assertThat(reason("WorkloadReady", pod("a", false, false, 61))).isEqualTo("False/StartupBudgetExceeded");
    }

    @Test
    void shouldSayThatTheDemandIsNotKnown() {
        stale = true;

        assertThat(reason("Degraded", pod("a", true, true, 100))).isEqualTo("True/MetricsStale");
        assertThat(reason("Ready", pod("a", true, true, 100))).isEqualTo("True/Serving");
    }

    @Test
    void shouldKeepTheTimeOfAConditionThatKeepsItsStatus() {
        List<Condition> before = conditions(pod("a", true, true, 100));
        before.forEach(it -> it.setLastTransitionTime("2026-01-01T00:00:00Z"));
        reached = List.of();

        List<Condition> after = Conditions.of(found(pod("a", true, true, 100)), before, 2);

        assertThat(after)
                .filteredOn(it -> it.getType().equals("Accepted"))
                .allMatch(it -> it.getLastTransitionTime().equals("2026-01-01T00:00:00Z"));
        assertThat(after)
                .filteredOn(it -> it.getType().equals("Routable"))
                .allMatch(it -> it.getLastTransitionTime().equals("2026-11-24T12:00:00Z"));
    }

    @Test
    void shouldLetAnUnknownRegistryChangeNothingOfWhatServes() {
        acceptance = new Acceptances("Unknown", "RegistryUnreachable", "away");

        assertThat(reason("Accepted", pod("a", true, true, 100))).isEqualTo("Unknown/RegistryUnreachable");
        assertThat(reason("Routable", pod("a", true, true, 100))).isEqualTo("True/Acknowledged");
    }

    private void say(String pod, String weights) {
        reports.put(pod, new PodReport(null, weights, "STARTING"));
    }

    private String reason(String type, Replica... pods) {
        return conditions(pods).stream()
                .filter(it -> it.getType().equals(type))
                .map(it -> it.getStatus() + "/" + it.getReason())
                .findFirst()
                .orElseThrow();
    }

    private List<Condition> conditions(Replica... pods) {
        return Conditions.of(found(pods), List.of(), 1);
    }

    private Findings found(Replica... pods) {
        List<RoutingReport.Destination> destinations = reached.stream()
                .map(it -> new RoutingReport.Destination(it, "d", "r", "kr-ulsan", false, 0))
                .toList();
        Observation seen = new Observation(
                NOW,
                List.of("m"),
                List.of(),
                List.of(),
                List.of(pods),
                new Gateways(
                        1,
                        List.of(new RoutingReport(
                                "g", 1, List.of(new RoutingReport.Model("m", 0, 0, 0, null, destinations))))),
                reports);
        return new Findings(
                acceptance,
                List.of(new Findings.Slot("v", "kr-ulsan", min, min, 1, 60, Room.UNCOUNTED)),
                seen,
                new RolloutPlan(
                        "r",
                        null,
                        Map.of(),
                        List.of(),
                        Map.of(),
                        java.util.Set.of(),
                        new RolloutPlan.Progress(false, "Complete", "")),
                new ScalingDecision(Map.of("v", min), false, stale, List.of()),
                Map.of("v", min),
                "r");
    }

    private static Replica pod(String name, boolean started, boolean ready, int age) {
        return new Replica(
                name,
                "v",
                "r",
                "n",
                "http://" + name,
                started,
                ready,
                false,
                0,
                false,
                null,
                NOW.minusSeconds(age),
                ready ? NOW : null);
    }
}
