package kr.hangil.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.observed.Gateways;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.PodReport;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.placement.Room;
import kr.hangil.operator.scaling.ScalingInput.Slot;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScalingTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ModelDeploymentSpec.Scaling RULES =
            new ModelDeploymentSpec.Scaling("0.8", 900, 600, ModelDeploymentSpec.Autoscaler.HANGIL);

    @Test
    void shouldStartFromZeroWhenSomebodyWaits() {
        assertThat(decide(demand(0, 1, NOW), List.of(), Map.of("v", 0), slot(0, 4))
                        .replicas())
                .containsEntry("v", 1);
    }

    @Test
    void shouldAskForWhatTheRequestsNeedAtTheTarget() {
        // 10 requests on replicas of 4 slots of which 80 % are to be used: 3.2 each
        assertThat(decide(demand(10, 0, NOW), List.of(pod("a"), pod("b")), Map.of("v", 2), slot(1, 8))
                        .replicas())
                .containsEntry("v", 4);
    }

    @Test
    void shouldAskForMoreWhenCachesAreFull() {
        Map<String, PodReport> reports =
                Map.of("a", new PodReport(new LoadReport(1, 0, 10, 0, 0.99, null, null), null, null));

        assertThat(decide(demand(1, 0, NOW), List.of(pod("a")), reports, Map.of("v", 1), slot(1, 8))
                        .replicas())
                .containsEntry("v", 2);
    }

    @Test
    void shouldNotCallASilenceWhatAPodSpentStarting() {
        Replica starting = new Replica(
                "a", "v", "r", "n", null, false, false, false, 0, false, null, NOW.minusSeconds(2000), null);

        ScalingDecision decision =
                decide(demand(0, 0, NOW.minusSeconds(2000)), List.of(starting), Map.of("v", 1), slot(0, 4));

        assertThat(decision.replicas()).containsEntry("v", 1);
        assertThat(decision.idle()).isFalse();
    }

    @Test
    void shouldGoToZeroAfterSilence() {
        ScalingDecision decision =
                decide(demand(0, 0, NOW.minusSeconds(901)), List.of(pod("a")), Map.of("v", 1), slot(0, 4));

        assertThat(decision.idle()).isTrue();
    }

    @Test
    void shouldReduceNothingWhileAGatewayIsSilent() {
        Gateways half = new Gateways(2, demand(0, 0, NOW.minusSeconds(9000)).reports());

        ScalingDecision decision = decide(half, List.of(pod("a"), pod("b")), Map.of("v", 2), slot(0, 4));

        assertThat(decision.replicas()).containsEntry("v", 2);
        assertThat(decision.stale()).isTrue();
    }

    @Test
    void shouldSpillToTheNextVariantWhereDevicesAreOut() {
        Slot full = new Slot("v", "kr-ulsan", 0, 4, 2, 4, new Room(0, 1, "nvidia.com/gpu"));
        Slot spare = new Slot("w", "kr-gwangju", 0, 4, 1, 4, new Room(3, 3, "furiosa.ai/rngd"));

        ScalingDecision decision = Scaling.decide(new ScalingInput(
                RULES,
                List.of(full, spare),
                seen(demand(3, 0, NOW), List.of(), Map.of()),
                Map.of("v", 0, "w", 0),
                NOW));

        assertThat(decision.replicas()).containsEntry("v", 0).containsEntry("w", 1);
        assertThat(decision.missing()).as("the demand is met").isEmpty();
    }

    @Test
    void shouldSayWhatIsMissingWhenNoVariantHasRoom() {
        Slot full = new Slot("v", "kr-ulsan", 0, 4, 2, 4, new Room(0, 1, "nvidia.com/gpu"));

        ScalingDecision decision = Scaling.decide(new ScalingInput(
                RULES, List.of(full), seen(demand(3, 0, NOW), List.of(), Map.of()), Map.of("v", 0), NOW));

        assertThat(decision.missing()).containsExactly("needs 2 nvidia.com/gpu in kr-ulsan, 1 free");
    }

    @Test
    void shouldGiveUpReplicasThatNoNodeTakesWhenDemandIsBack() {
        Replica stuck = new Replica(
                "b", "v", "r", null, null, false, false, false, 0, false, "0/3 nodes", NOW.minusSeconds(60), null);
        ScalingInput input = new ScalingInput(
                RULES,
                List.of(slot(1, 4)),
                seen(demand(2, 0, NOW), List.of(pod("a"), stuck), Map.of()),
                Map.of("v", 2),
                NOW);

        assertThat(Scaling.granted(input, Map.of("v", 2))).containsEntry("v", 1);
    }

    @Test
    void shouldReduceOnlyAfterNothingHigherWasWantedForAWhile() {
        ScalingMemory memory = new ScalingMemory(NOW);
        Duration window = Duration.ofMinutes(5);
        memory.held(NOW, window, decided(4), Map.of("v", 4));

        assertThat(memory.held(NOW.plusSeconds(200), window, decided(1), Map.of("v", 4)))
                .containsEntry("v", 4);
        assertThat(memory.held(NOW.plusSeconds(310), window, decided(1), Map.of("v", 4)))
                .containsEntry("v", 1);
        assertThat(memory.held(NOW.plusSeconds(320), window, decided(3), Map.of("v", 1)))
                .as("more is given at once")
                .containsEntry("v", 3);
    }

    @Property(tries = 500)
    void shouldStayBetweenMinAndMaxAndNeverLoseARequestToZero(
            @ForAll @IntRange(min = 0, max = 200) int inFlight,
            @ForAll @IntRange(min = 0, max = 50) int waiting,
            @ForAll @IntRange(min = 0, max = 3) int min,
            @ForAll @IntRange(min = 1, max = 9) int more,
            @ForAll @IntRange(min = 0, max = 12) int previous) {
        Slot slot = slot(min, min + more);

        ScalingDecision decision = decide(demand(inFlight, waiting, NOW), List.of(), Map.of("v", previous), slot);

        int count = decision.replicas().get("v");
        assertThat(count).isBetween(min, min + more);
        if (inFlight + waiting > 0) {
            assertThat(count).isPositive();
            assertThat(count == min + more || count * 4 * 0.8 >= inFlight + waiting - 1e-6)
                    .isTrue();
        }
    }

    private static ScalingDecision decided(int count) {
        return new ScalingDecision(Map.of("v", count), false, false, List.of());
    }

    private static ScalingDecision decide(
            Gateways gateways, List<Replica> pods, Map<String, Integer> previous, Slot slot) {
        return decide(gateways, pods, Map.of(), previous, slot);
    }

    private static ScalingDecision decide(
            Gateways gateways,
            List<Replica> pods,
            Map<String, PodReport> reports,
            Map<String, Integer> previous,
            Slot slot) {
        return Scaling.decide(new ScalingInput(
                RULES, List.of(slot), seen(gateways, pods, reports), previous, NOW.minusSeconds(9000)));
    }

    @Test
    void shouldStartFromZeroWhenSomebodyWaitsForAnAdapter() {
        assertThat(decide(demand("m-adapter", 0, 1, NOW), List.of(), Map.of("v", 0), slot(0, 4))
                        .replicas())
                .containsEntry("v", 1);
        assertThat(decide(
                                demand("of-somebody-else", 0, 1, NOW.minusSeconds(9000)),
                                List.of(),
                                Map.of("v", 0),
                                slot(0, 4))
                        .replicas())
                .containsEntry("v", 0);
    }

    private static Observation seen(Gateways gateways, List<Replica> pods, Map<String, PodReport> reports) {
        return new Observation(
                NOW,
                List.of("m"),
                List.of("m-adapter"),
                List.of(),
                new ArrayList<>(pods),
                gateways,
                new HashMap<>(reports));
    }

    private static Gateways demand(int inFlight, int waiting, Instant last) {
        return demand("m", inFlight, waiting, last);
    }

    private static Gateways demand(String name, int inFlight, int waiting, Instant last) {
        return new Gateways(
                1,
                List.of(new RoutingReport(
                        "g", 1, List.of(new RoutingReport.Model(name, inFlight, 0, waiting, last, List.of())))));
    }

    private static Slot slot(int min, int max) {
        return new Slot("v", "kr-ulsan", min, max, 1, 4, Room.UNCOUNTED);
    }

    private static Replica pod(String name) {
        return new Replica(
                name,
                "v",
                "r",
                "n",
                "http://" + name,
                true,
                true,
                false,
                0,
                false,
                null,
                NOW.minusSeconds(5000),
                NOW.minusSeconds(4900));
    }
}
