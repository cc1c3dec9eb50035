package kr.hangil.operator.reconcile;

import static kr.hangil.operator.cluster.OperatorRun.conditions;
import static kr.hangil.operator.cluster.OperatorRun.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.cluster.OperatorRun;
import kr.hangil.operator.cluster.TestCluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The operator with its real event sources, against a {@link TestCluster} and a gateway that speaks the real protocol. */
class LifecycleTest extends OperatedCluster {

    private static final String GPU = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: AcceleratorProfile
            metadata: {name: gpu}
            spec:
              vendor: nvidia
              request: {extendedResource: nvidia.com/gpu}
              perDevice: {cpu: "8", memory: 64Gi}
              engine: {kind: llamacpp}
              startupBudgetSeconds: 60
              updateMode: MODE
            """;
    private static final String MINI = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: ModelDeployment
            metadata: {name: mini, namespace: hangil}
            spec:
              model: {name: hangil/hangil-mini, version: prod}
              servedAs: [hangil-mini]
              variants:
              - {name: main, region: kr-ulsan, profile: PROFILE, min: MIN, max: MAX}
              scaling: {idleAfterSeconds: 900}
            """;

    @Test
    void shouldServeAndThenWriteNothingMore() {
        // When
        create("cpu", 2, 2);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True/Serving"));

        // Then
        ModelDeployment serving = current();
        String revision = serving.getStatus().activeRevision();
        assertThat(serving.getStatus().summary()).isEqualTo("2/2");
        assertThat(serving.getStatus().capabilities()).containsExactly("chat", "completion");
        assertThat(serving.getStatus().traffic())
                .singleElement()
                .satisfies(it -> assertThat(it.weight()).isEqualTo(100))
                .satisfies(it -> assertThat(it.revision()).isEqualTo(revision));
        Service service = cluster.client()
                .services()
                .inNamespace("hangil")
                .withName("mini-main-" + revision)
                .get();
        assertThat(service.getMetadata().getLabels())
                .containsEntry(ServingLabels.DEPLOYMENT, "mini")
                .containsEntry(ServingLabels.VARIANT, "main")
                .containsEntry(ServingLabels.REVISION, revision)
                .containsEntry(ServingLabels.REGION, "kr-ulsan");
        assertThat(cluster.client()
                        .policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace("hangil")
                        .list()
                        .getItems())
                .hasSize(1);

        settle();
        List<String> before = cluster.writes();
        Awaitility.await()
                .during(Duration.ofMillis(1500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.writes().equals(before));
    }

    @Test
    void shouldLetOneManagerAloneOwnTheReplicas() {
        create("cpu", 1, 4);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True"));
        gateway.demand(12, 0);

        eventually(cluster, () -> assertThat(workload().getSpec().getReplicas()).isEqualTo(4));

        assertThat(cluster.ownersOf(workload(), "replicas")).containsExactly("hangil-scaling");
        assertThat(cluster.ownersOf(workload(), "revisionHistoryLimit")).containsExactly("hangil-workloads");
    }

    @Test
    void shouldBeReadyOnlyWhenTheGatewaySendsToIt() {
        gateway.look(false);
        create("cpu", 1, 1);

        eventually(
                cluster,
                () -> assertThat(conditions(current()))
                        .contains(
                                "WorkloadReady=True",
                                "Routable=False/GatewayNotAcknowledged",
                                "Ready=False/GatewayNotAcknowledged"));
        gateway.look(true);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Routable=True", "Ready=True"));
    }

    @Test
    void shouldCallZeroHealthyAndStartOnARequest() {
        // Given: nothing has been asked for and nothing must run
        gateway.lastRequestAt(Instant.now().minus(Duration.ofHours(1)));
        create("cpu", 0, 2);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Idle=True/NoDemand", "Ready=True/Idle"));
        assertThat(cluster.pods()).isEmpty();

        // When
        gateway.demand(0, 1);

        // Then
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True/Serving", "Idle=False"));

        // When: silence
        gateway.demand(0, 0);
        operator.clock().advance(Duration.ofSeconds(800));
        eventually(cluster, () -> assertThat(cluster.pods()).hasSize(1));
        operator.clock().advance(Duration.ofSeconds(200));
        eventually(cluster, () -> assertThat(cluster.pods()).isEmpty());
        eventually(cluster, () -> assertThat(conditions(current())).contains("Idle=True", "Ready=True/Idle"));
    }

    @Test
    void shouldReplaceARevisionOnlyOnceTheGatewayKnowsTheNewOne() {
        create("cpu", 2, 2);
        String old = served();
        gateway.look(false);

        operator.versions().publish("prod", 'b');

        eventually(cluster, () -> assertThat(revisions()).hasSize(2));
        String fresh = update();
        eventually(cluster, () -> assertThat(cluster.readyPods(fresh)).isNotEmpty());
        settle();
        assertThat(cluster.readyPods(old)).as("old pods stay").hasSize(2);
        assertThat(current().getStatus().traffic())
                .singleElement()
                .satisfies(it -> assertThat(it.revision()).isEqualTo(old));

        gateway.look(true);
        eventually(cluster, () -> {
            assertThat(revisions()).containsExactly(fresh);
            assertThat(cluster.readyPods(fresh)).hasSize(2);
            assertThat(current().getStatus().activeRevision()).isEqualTo(fresh);
            assertThat(current().getStatus().updateRevision()).isNull();
        });
    }

    @Test
    void shouldNeverDeleteWhatServesWhenAChangeIsTakenBackMidway() {
        create("cpu", 2, 2);
        String old = served();
        gateway.look(false);
        operator.versions().publish("prod", 'b');
        eventually(cluster, () -> assertThat(revisions()).hasSize(2));

        operator.versions().publish("prod", 'a');
        gateway.look(true);

        eventually(cluster, () -> {
            assertThat(cluster.readyPods(old)).hasSize(2);
            assertThat(revisions()).containsExactly(old);
            assertThat(current().getStatus().activeRevision()).isEqualTo(old);
        });
    }

    @Test
    void shouldTakeBackARevisionThatCrashesAndRememberIt() {
        create("cpu", 2, 2);
        String old = served();
        cluster.crashAllBut(old);

        operator.versions().publish("prod", 'b');

        eventually(cluster, () -> assertThat(conditions(current())).contains("Progressing=False/DeadlineExceeded"));
        settle();
        assertThat(cluster.readyPods(old)).hasSize(2);
        assertThat(current().getStatus().activeRevision()).isEqualTo(old);
        assertThat(conditions(current())).contains("Ready=True");
        assertThat(cluster.pods()).hasSize(2);
    }

    @Test
    void shouldTakeBackARevisionThatMissesItsDeadline() {
        create("cpu", 1, 1);
        String old = served();
        cluster.holdAllBut(old);
        operator.versions().publish("prod", 'b');
        eventually(cluster, () -> assertThat(cluster.pods()).hasSize(2));

        operator.clock().advance(Duration.ofMinutes(125));

        eventually(cluster, () -> assertThat(conditions(current())).contains("Progressing=False/DeadlineExceeded"));
        eventually(cluster, () -> assertThat(cluster.pods()).hasSize(1));
        assertThat(cluster.readyPods(old)).hasSize(1);
    }

    @Test
    void shouldTakeBackARevisionWhoseAnswersFail() {
        create("cpu", 1, 1);
        String old = served();
        gateway.look(false);
        operator.versions().publish("prod", 'b');
        eventually(cluster, () -> assertThat(revisions()).hasSize(2));
        gateway.eject(update());
        gateway.look(true);

        eventually(cluster, () -> {
            assertThat(conditions(current())).contains("Progressing=False/DeadlineExceeded");
            assertThat(cluster.readyPods(old)).hasSize(1);
            assertThat(cluster.pods()).hasSize(1);
        });
        assertThat(current().getStatus().condition("Progressing").orElseThrow().getMessage())
                .contains("ErrorRate");
    }

    @Test
    void shouldRecreateWhereNoDeviceIsSpare() {
        gpus(1, "RecreateWhenFull");
        create("gpu", 1, 1);
        String old = served();

        operator.versions().publish("prod", 'b');

        eventually(cluster, () -> {
            assertThat(current().getStatus().activeRevision()).isNotEqualTo(old);
            assertThat(revisions()).hasSize(1);
            assertThat(conditions(current())).contains("Ready=True");
        });
    }

    @Test
    void shouldDeferARolloutThatMayOnlySurgeAndCannot() {
        gpus(1, "Surge");
        create("gpu", 1, 1);
        String old = served();

        operator.versions().publish("prod", 'b');

        eventually(cluster, () -> assertThat(conditions(current())).contains("Progressing=False/RolloutDeferred"));
        settle();
        assertThat(cluster.readyPods(old)).hasSize(1);
        assertThat(cluster.pods()).as("nothing waits for a device").hasSize(1);
        assertThat(conditions(current())).contains("Ready=True");
    }

    @Test
    void shouldSayWhatIsMissing() {
        gpus(1, "Surge");
        create("gpu", 3, 3);

        eventually(
                cluster,
                () -> assertThat(conditions(current())).contains("CapacityAvailable=False/InsufficientDevices"));
        eventually(
                cluster,
                () -> assertThat(current()
                                .getStatus()
                                .condition("CapacityAvailable")
                                .orElseThrow()
                                .getMessage())
                        .isEqualTo("needs 2 nvidia.com/gpu in kr-ulsan, 0 free"));
        assertThat(cluster.client().v1().events().inNamespace("hangil").list().getItems())
                .anyMatch(it -> it.getReason().equals("InsufficientDevices"));
    }

    @Test
    void shouldReconcileWhenAMissingProfileAppears() {
        create("gpu", 1, 1);
        eventually(cluster, () -> assertThat(conditions(current())).contains("Accepted=False/UnknownProfile"));
        assertThat(cluster.deployments()).isEmpty();

        gpus(1, "Surge");

        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True"));
    }

    @Test
    void shouldChangeNothingWhileTheSpecIsRefused() {
        create("cpu", 1, 1);
        String old = served();

        cluster.client().resource(mini("cpu", 1, 1)).inNamespace("hangil").edit(it -> {
            ModelDeployment changed = mini("cpu", 1, 1, "nowhere");
            changed.setMetadata(it.getMetadata());
            return changed;
        });

        eventually(cluster, () -> assertThat(conditions(current())).contains("Accepted=False/UnknownVersion"));
        assertThat(cluster.readyPods(old)).hasSize(1);
        assertThat(current().getStatus().activeRevision()).isEqualTo(old);
    }

    private void gpus(int count, String mode) {
        cluster.node("ulsan-gpu", "kr-ulsan", "nvidia.com/gpu", count, Map.of());
        cluster.client().nodes().withName("ulsan-0").delete();
        cluster.client()
                .resource(OperatorRun.profile(GPU.replace("MODE", mode)))
                .create();
    }

    private void create(String profile, int min, int max) {
        cluster.client().resource(mini(profile, min, max)).create();
    }

    private static ModelDeployment mini(String profile, int min, int max) {
        return mini(profile, min, max, "prod");
    }

    private static ModelDeployment mini(String profile, int min, int max, String version) {
        return OperatorRun.deployment(MINI.replace("PROFILE", profile)
                .replace("MIN", String.valueOf(min))
                .replace("MAX", String.valueOf(max))
                .replace("prod", version));
    }

    private String served() {
        eventually(cluster, () -> assertThat(conditions(current())).contains("Ready=True/Serving"));
        eventually(cluster, () -> assertThat(conditions(current())).contains("Progressing=False/Complete"));
        return current().getStatus().activeRevision();
    }

    private String update() {
        eventually(
                cluster,
                () -> assertThat(current().getStatus().updateRevision()).isNotNull());
        return current().getStatus().updateRevision();
    }

    /** Lets everything happen that still wants to: as many rounds as a rollout has steps. */
    private void settle() {
        for (int round = 0; round < 4; round++) {
            cluster.tick();
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> true);
        }
    }

    private Set<String> revisions() {
        return cluster.deployments().stream()
                .map(it -> it.getMetadata().getLabels().get(ServingLabels.REVISION))
                .collect(Collectors.toCollection(TreeSet::new));
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
