package kr.hangil.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kr.hangil.operator.api.AcceleratorProfileSpec.UpdateMode;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final ModelDeploymentSpec.Rollout RULES = new ModelDeploymentSpec.Rollout(1, 0, 10, true, 7300);

    @Test
    void shouldGiveACanaryItsWeightBeforeTheRest() {
        // Given
        Scene scene = started(10, 4);
        scene.step("b");
        scene.step("b");

        // When
        RolloutPlan plan = scene.step("b");

        // Then
        assertThat(plan.progress().reason()).isEqualTo("Canary");
        assertThat(plan.traffic()).containsExactly(new Traffic("a", 90), new Traffic("b", 10));
        assertThat(scene.serving("a")).as("nothing old leaves for a canary").isEqualTo(4);
        assertThat(scene.serving("b")).isEqualTo(1);
    }

    @Test
    void shouldNotGiveUpOldPodsForNewOnesThatNoGatewayKnows() {
        Scene scene = started(10, 3);
        scene.gatewayLooks = false;

        for (int i = 0; i < 30; i++) {
            scene.step("b");
        }

        assertThat(scene.serving("a")).isEqualTo(3);
        assertThat(scene.plan("b").traffic()).containsExactly(new Traffic("a", 100));
    }

    @Test
    void shouldDeferWithoutStartingTheClockWhereItMayOnlySurge() {
        Scene scene = new Scene(2, UpdateMode.SURGE, 2, RULES);
        for (int i = 0; i < 10; i++) {
            scene.step("a");
        }

        for (int i = 0; i < 100; i++) {
            scene.step("b");
        }
        RolloutPlan plan = scene.plan("b");

        assertThat(plan.progress().reason()).isEqualTo("RolloutDeferred");
        assertThat(plan.marks()).doesNotContainKey("b");
        assertThat(scene.pods()).isEqualTo(2);
    }

    @Test
    void shouldSwitchAtOnceWhileNothingIsWanted() {
        Scene scene = started(2, 1);
        scene.wanted = 0;
        scene.step("a");
        scene.step("a");

        scene.step("b");

        assertThat(scene.plan("b").active()).isEqualTo("b");
    }

    @Test
    void shouldStayAtWhatFailedOnlyUntilSomethingElseIsAskedFor() {
        Scene scene = started(4, 1);
        scene.broken.add("b");
        for (int i = 0; i < 100; i++) {
            scene.step("b");
        }
        assertThat(scene.plan("b").progress().message()).contains("was taken back to a");

        scene.broken.clear();
        for (int i = 0; i < 5; i++) {
            scene.step("a");
        }
        for (int i = 0; i < 30; i++) {
            scene.step("b");
        }

        assertThat(scene.plan("b").active()).isEqualTo("b");
        assertThat(scene.revisions()).isEqualTo(new java.util.TreeSet<>(List.of("b")));
    }

    private static Scene started(int devices, int wanted) {
        Scene scene = new Scene(devices, UpdateMode.SURGE, wanted, RULES);
        for (int i = 0; i < 10; i++) {
            scene.step("a");
        }
        return scene;
    }
}
