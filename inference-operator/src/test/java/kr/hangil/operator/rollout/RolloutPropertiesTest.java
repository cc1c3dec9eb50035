package kr.hangil.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kr.hangil.operator.api.AcceleratorProfileSpec.UpdateMode;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds at every step of every rollout, whoever changes his mind in the middle of it. */
class RolloutPropertiesTest {

    private static final int LONG_ENOUGH = 80;

    @Property(tries = 400)
    void shouldEndWithWhatWasAskedForLastAndAlwaysServeMeanwhile(
            @ForAll @IntRange(min = 1, max = 5) int wanted,
            @ForAll @IntRange(min = 0, max = 3) int spare,
            @ForAll @IntRange(min = 0, max = 2) int surge,
            @ForAll @IntRange(min = 0, max = 1) int unavailable,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 0, max = 2) Integer> wishes,
            @ForAll @IntRange(min = 1, max = 12) int patience) {
        int maxSurge = surge == 0 && unavailable == 0 ? 1 : surge;
        Scene scene = new Scene(
                wanted + spare,
                UpdateMode.RECREATE_WHEN_FULL,
                wanted,
                new ModelDeploymentSpec.Rollout(maxSurge, unavailable, 10, true, 7300));
        start(scene);
        // Where no device is spare one replica may be missing, for it must leave before another one comes.
        int least = Math.max(0, wanted - Math.max(unavailable, spare == 0 || maxSurge == 0 ? 1 : unavailable));

        String last = "r0";
        for (int wish : wishes) {
            last = "r" + wish;
            for (int i = 0; i < patience; i++) {
                check(scene, scene.step(last), wanted + maxSurge, least);
            }
        }
        for (int i = 0; i < LONG_ENOUGH; i++) {
            check(scene, scene.step(last), wanted + maxSurge, least);
        }

        assertThat(scene.serving(last)).isEqualTo(wanted);
        assertThat(scene.revisions()).containsExactly(last);
        assertThat(scene.plan(last).active()).isEqualTo(last);
    }

    /** Once, the second asking for r1 shrank it to a canary while nothing else was left to serve. */
    @Example
    void shouldKeepWhatServesWhenARevisionIsAskedForOnceMore() {
        shouldEndWithWhatWasAskedForLastAndAlwaysServeMeanwhile(4, 1, 1, 1, List.of(1, 1, 2, 1), 5);
    }

    @Property(tries = 200)
    void shouldGoBackWhenTheNewRevisionNeverServes(
            @ForAll @IntRange(min = 1, max = 4) int wanted, @ForAll @IntRange(min = 0, max = 2) int spare) {
        Scene scene = new Scene(
                wanted + spare,
                UpdateMode.RECREATE_WHEN_FULL,
                wanted,
                new ModelDeploymentSpec.Rollout(1, 0, 10, true, 7300));
        start(scene);
        scene.broken.add("r1");

        for (int i = 0; i < LONG_ENOUGH * 2; i++) {
            check(scene, scene.step("r1"), wanted + 1, Math.max(0, wanted - 1));
        }

        assertThat(scene.serving("r0")).isEqualTo(wanted);
        assertThat(scene.pods()).isEqualTo(wanted);
        assertThat(scene.plan("r1").active()).isEqualTo("r0");
        assertThat(scene.plan("r1").progress().reason()).isEqualTo("DeadlineExceeded");
    }

    private static void start(Scene scene) {
        for (int i = 0; i < 10; i++) {
            scene.step("r0");
        }
        assertThat(scene.serving("r0")).isEqualTo(scene.wanted);
    }

    private static void check(Scene scene, RolloutPlan plan, int most, int least) {
        assertThat(plan.traffic().stream().mapToInt(Traffic::weight).sum()).isEqualTo(100);
        assertThat(scene.reached()).as("pods that requests reach").isGreaterThanOrEqualTo(least);
        assertThat(plan.obsolete()).as("what serves is never deleted").doesNotContain("v-" + plan.active());
        int asked = plan.replicas().values().stream()
                .flatMap(it -> it.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(asked).as("replicas asked for").isLessThanOrEqualTo(most + scene.wanted);
    }
}
