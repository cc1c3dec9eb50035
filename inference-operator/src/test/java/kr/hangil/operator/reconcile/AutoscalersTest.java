package kr.hangil.operator.reconcile;

import static kr.hangil.operator.cluster.OperatorRun.conditions;
import static kr.hangil.operator.cluster.OperatorRun.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Duration;
import java.time.Instant;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec.Autoscaler;
import kr.hangil.operator.cluster.OperatorRun;
import kr.hangil.operator.desired.ForeignKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One writer of replicas each: what the operator leaves to an autoscaler, and what it holds one to. */
class AutoscalersTest extends OperatedCluster {

    private static final String MINI = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: ModelDeployment
            metadata: {name: mini, namespace: hangil}
            spec:
              model: {name: hangil/hangil-mini, version: prod}
              servedAs: [hangil-mini]
              variants:
              - {name: main, region: kr-ulsan, profile: cpu, min: MIN, max: 4}
              scaling: {idleAfterSeconds: 900, by: WHO}
            """;

    @Test
    void shouldLeaveReplicasToAHorizontalPodAutoscaler() {
        // Given
        create("hpa", 1);
        served();
        assertThat(bounds()).isEqualTo("1..4");

        // When
        gateway.demand(9, 0);
        eventually(cluster, () -> assertThat(operator.wanted("mini", "main")).isEqualTo(3));
        settle();

        // Then: it says so, and writes nothing
        assertThat(workload().getSpec().getReplicas()).isEqualTo(1);
        cluster.scale(workload().getMetadata().getName(), 3);
        eventually(cluster, () -> assertThat(current().getStatus().summary()).isEqualTo("3/3"));
        gateway.demand(0, 0);
        settle();
        assertThat(workload().getSpec().getReplicas()).isEqualTo(3);
        if (cluster.isReal()) {
            assertThat(cluster.ownersOf(workload(), "replicas")).doesNotContain("hangil-scaling");
        }
    }

    @Test
    void shouldHoldTheAutoscalersWhileOneRevisionReplacesAnother() {
        create("hpa", 2);
        String old = served();

        operator.versions().publish("prod", 'b');

        eventually(cluster, () -> {
            assertThat(cluster.deployments()).hasSize(1);
            assertThat(current().getStatus().activeRevision()).isNotEqualTo(old);
            assertThat(cluster.readyPods(current().getStatus().activeRevision()))
                    .hasSize(2);
            assertThat(cluster.autoscalers()).hasSize(1);
            assertThat(bounds()).isEqualTo("2..4");
        });
    }

    @Test
    void shouldGoToZeroAndBackItselfWhereTheAutoscalerCannot() {
        gateway.lastRequestAt(Instant.now().minus(Duration.ofHours(1)));
        create("hpa", 0);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Idle=True/NoDemand", "Ready=True/Idle"));

        gateway.demand(0, 1);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True/Serving"));

        gateway.demand(0, 0);
        operator.clock().advance(Duration.ofSeconds(1000));
        eventually(cluster, () -> assertThat(workload().getSpec().getReplicas()).isZero());
    }

    @Test
    void shouldLetKedaWriteEveryReplicaZeroIncluded() {
        // Given
        cluster.define(ForeignKind.SCALED_OBJECT);
        gateway.lastRequestAt(Instant.now().minus(Duration.ofHours(1)));
        create("keda", 0);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True/Idle"));
        eventually(
                cluster,
                () -> assertThat(cluster.foreign(ForeignKind.SCALED_OBJECT))
                        .singleElement()
                        .satisfies(it -> assertThat(it.<Object>get("spec", "minReplicaCount"))
                                .isEqualTo(0)));

        // When
        gateway.demand(0, 1);
        eventually(cluster, () -> assertThat(operator.wanted("mini", "main")).isEqualTo(1));
        settle();
        assertThat(workload().getSpec().getReplicas())
                .as("the operator only says so")
                .isZero();
        cluster.scale(workload().getMetadata().getName(), 2);

        // Then
        eventually(cluster, () -> assertThat(current().getStatus().summary()).isEqualTo("2/2"));
        String old = served();

        // And a rollout holds it to its steps
        operator.versions().publish("prod", 'b');
        eventually(cluster, () -> {
            assertThat(cluster.deployments()).hasSize(1);
            assertThat(current().getStatus().activeRevision()).isNotEqualTo(old);
            assertThat(cluster.foreign(ForeignKind.SCALED_OBJECT))
                    .singleElement()
                    .satisfies(it -> assertThat(it.getMetadata().getAnnotations())
                            .doesNotContainKey("autoscaling.keda.sh/paused-replicas"));
            assertThat(conditions(current())).contains("Ready=True/Serving");
        });
    }

    @Test
    void shouldSayWhichDefinitionIsMissingAndGoOnOnceItIsThere() {
        create("keda", 1);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Accepted=False/DefinitionMissing"));
        assertThat(current().getStatus().condition("Accepted").orElseThrow().getMessage())
                .contains("scaledobjects.keda.sh");

        cluster.define(ForeignKind.SCALED_OBJECT);
        operator.clock().advance(Duration.ofSeconds(40));

        served();
    }

    @Test
    void shouldTakeTheReplicasBackWhenAskedTo() {
        create("hpa", 1);
        served();

        cluster.client().resource(mini("hpa", 1)).inNamespace("hangil").edit(it -> {
            ModelDeployment changed = mini("hangil", 1);
            changed.setMetadata(it.getMetadata());
            return changed;
        });
        gateway.demand(9, 0);

        eventually(cluster, () -> {
            assertThat(cluster.autoscalers()).isEmpty();
            assertThat(workload().getSpec().getReplicas()).isEqualTo(3);
        });
        assertThat(cluster.ownersOf(workload(), "replicas")).containsAnyOf("hangil-scaling");
    }

    private void create(String who, int min) {
        cluster.client().resource(mini(who, min)).create();
    }

    private static ModelDeployment mini(String who, int min) {
        return OperatorRun.deployment(MINI.replace("WHO", who).replace("MIN", String.valueOf(min)));
    }

    private String served() {
        eventually(
                cluster,
                () -> assertThat(conditions(current())).contains("Ready=True/Serving", "Progressing=False/Complete"));
        eventually(
                cluster,
                () -> assertThat(cluster.autoscalers().size()
                                + (foreignIsKnown()
                                        ? cluster.foreign(ForeignKind.SCALED_OBJECT)
                                                .size()
                                        : 0))
                        .isEqualTo(1));
        return current().getStatus().activeRevision();
    }

    private boolean foreignIsKnown() {
        return current().getSpec().scaling().by() == Autoscaler.KEDA;
    }

    /** As many rounds as a wrong write would need. */
    private void settle() {
        for (int round = 0; round < 4; round++) {
            cluster.tick();
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> true);
        }
    }

    private String bounds() {
        HorizontalPodAutoscaler one = cluster.autoscalers().getFirst();
        return one.getSpec().getMinReplicas() + ".." + one.getSpec().getMaxReplicas();
    }

    private Deployment workload() {
        return cluster.deployments().getFirst();
    }

    private ModelDeployment current() {
        return cluster.client()
                .resources(ModelDeployment.class)
                .inNamespace("hangil")
                .withName("mini")
                .get();
    }
}
