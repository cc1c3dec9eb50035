package kr.hangil.operator.reconcile;

import static kr.hangil.operator.cluster.OperatorRun.conditions;
import static kr.hangil.operator.cluster.OperatorRun.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.cluster.OperatorRun;
import kr.hangil.operator.desired.ForeignKind;
import kr.hangil.operator.desired.Replicas;
import org.junit.jupiter.api.Test;

/** Replicas whose devices are on several nodes. */
class GroupsTest extends OperatedCluster {

    private static final String GPU = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: AcceleratorProfile
            metadata: {name: gpu}
            spec:
              vendor: nvidia
              request: {extendedResource: nvidia.com/gpu}
              devicesPerNode: 8
              perDevice: {cpu: "1", memory: 1Gi}
              engine: {kind: ENGINE, image: "engine:1"}
              startupBudgetSeconds: 60
            """;
    private static final String LARGE = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: ModelDeployment
            metadata: {name: large, namespace: hangil}
            spec:
              model: {name: hangil/large, version: prod}
              servedAs: [large]
              variants:
              - {name: main, region: kr-ulsan, profile: gpu, devicesPerReplica: DEVICES, min: 1, max: 1}
            """;

    @Override
    String servedName() {
        return "large";
    }

    @Override
    void prepare() {
        for (int i = 0; i < 4; i++) {
            cluster.node("ulsan-" + i, "kr-ulsan", "nvidia.com/gpu", 8, Map.of());
        }
    }

    @Test
    void shouldServeWithAGroupOfPodsAndReplaceItByAnother() {
        // Given
        cluster.define(ForeignKind.LEADER_WORKER_SET);
        create("vllm", 16);

        // When
        eventually(
                cluster,
                () -> assertThat(conditions(current())).contains("Ready=True/Serving", "Progressing=False/Complete"));

        // Then
        assertThat(cluster.deployments()).isEmpty();
        assertThat(cluster.pods()).hasSize(2);
        assertThat(current().getStatus().summary()).as("a group is one replica").isEqualTo("1/1");
        String old = current().getStatus().activeRevision();
        assertThat(cluster.client()
                        .services()
                        .inNamespace("hangil")
                        .withName("large-main-" + old)
                        .get()
                        .getSpec()
                        .getSelector())
                .containsEntry("leaderworkerset.sigs.k8s.io/worker-index", "0");

        operator.versions().publish("prod", 'b');
        eventually(cluster, () -> {
            assertThat(sets()).singleElement().satisfies(it -> {
                assertThat(it.getMetadata().getLabels().get(ServingLabels.REVISION))
                        .isNotEqualTo(old);
                assertThat(Replicas.of(it)).isEqualTo(1);
            });
            assertThat(conditions(current())).contains("Ready=True/Serving", "Progressing=False/Complete");
            assertThat(cluster.pods()).hasSize(2);
        });
    }

    @Test
    void shouldSayWhatIsMissingForAGroup() {
        cluster.define(ForeignKind.LEADER_WORKER_SET);
        create("vllm", 40);

        eventually(
                cluster,
                () -> assertThat(conditions(current())).contains("CapacityAvailable=False/InsufficientDevices"));
        assertThat(current()
                        .getStatus()
                        .condition("CapacityAvailable")
                        .orElseThrow()
                        .getMessage())
                .contains("nvidia.com/gpu in kr-ulsan");
    }

    @Test
    void shouldNameTheDefinitionThatIsMissing() {
        create("sglang", 16);

        eventually(cluster, () -> assertThat(conditions(current())).contains("Accepted=False/DefinitionMissing"));
        assertThat(current().getStatus().condition("Accepted").orElseThrow().getMessage())
                .contains("leaderworkersets.leaderworkerset.x-k8s.io");

        cluster.define(ForeignKind.LEADER_WORKER_SET);
        operator.clock().advance(Duration.ofSeconds(40));
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True/Serving"));
    }

    @Test
    void shouldRefuseAGroupThatCannotWork() {
        create("furiosa-llm", 16);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Accepted=False/GroupImpossible"));
    }

    private void create(String engine, int devices) {
        cluster.client()
                .resource(OperatorRun.profile(GPU.replace("ENGINE", engine)))
                .create();
        cluster.client()
                .resource(OperatorRun.deployment(LARGE.replace("DEVICES", String.valueOf(devices))))
                .create();
    }

    private List<GenericKubernetesResource> sets() {
        return cluster.foreign(ForeignKind.LEADER_WORKER_SET);
    }

    private ModelDeployment current() {
        return cluster.client()
                .resources(ModelDeployment.class)
                .inNamespace("hangil")
                .withName("large")
                .get();
    }
}
