package kr.hangil.operator.reconcile;

import static kr.hangil.operator.cluster.OperatorRun.conditions;
import static kr.hangil.operator.cluster.OperatorRun.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentStatus.AdapterStatus;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import kr.hangil.operator.cluster.OperatorRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which revision serves which adapters, while one replaces the other. */
class AdaptersOfRevisionsTest extends OperatedCluster {

    private static final String MINI = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: ModelDeployment
            metadata: {name: mini, namespace: hangil}
            spec:
              model: {name: hangil/hangil-mini, version: prod}
              servedAs: [hangil-mini]
              adapters: [%s]
              variants:
              - {name: main, region: kr-ulsan, profile: cpu, min: 1, max: 1}
            """;
    private static final String LEGAL = "{name: legal, model: acme/legal-lora, version: legal}";
    private static final String TAX = "{name: tax, model: acme/tax-lora, version: tax}";

    @BeforeEach
    void publishAndAsk() {
        operator.versions().publish("legal", 'b');
        cluster.client().resource(asking(LEGAL)).create();
    }

    @Test
    void shouldSayWhatItServes() {
        // When
        String revision = served();

        // Then
        assertThat(current().getStatus().adapters())
                .containsExactly(new AdapterStatus("legal", "sha256:" + "b".repeat(64), List.of("chat", "completion")));
        eventually(
                cluster,
                () -> assertThat(current().getStatus().traffic())
                        .containsExactly(new Traffic(revision, 100, List.of("legal"))));
    }

    @Test
    void shouldSayWhichRevisionHasWhichAdaptersDuringARollout() {
        // Given
        String old = served();
        gateway.look(false);
        operator.versions().publish("tax", 'c');

        // When
        change(LEGAL + ", " + TAX);

        // Then
        eventually(
                cluster,
                () -> assertThat(current().getStatus().updateRevision()).isNotNull());
        String fresh = Objects.requireNonNull(current().getStatus().updateRevision());
        assertThat(current().getStatus().traffic()).containsExactly(new Traffic(old, 100, List.of("legal")));
        gateway.look(true);
        eventually(
                cluster,
                () -> assertThat(current().getStatus().traffic())
                        .containsExactly(new Traffic(fresh, 100, List.of("legal", "tax"))));
    }

    @Test
    void shouldChangeNothingWhileAnAdapterIsUnknown() {
        // Given
        String old = served();

        // When
        change(LEGAL + ", " + TAX);

        // Then
        eventually(cluster, () -> assertThat(conditions(current())).contains("Accepted=False/UnknownVersion"));
        assertThat(current().getStatus().condition("Accepted").orElseThrow().getMessage())
                .contains("acme/tax-lora@tax");
        assertThat(cluster.readyPods(old)).hasSize(1);
        assertThat(current().getStatus().traffic()).containsExactly(new Traffic(old, 100, List.of("legal")));
    }

    private static ModelDeployment asking(String adapters) {
        return OperatorRun.deployment(MINI.formatted(adapters));
    }

    private void change(String adapters) {
        cluster.client().resource(current()).edit(it -> {
            it.setSpec(asking(adapters).getSpec());
            return it;
        });
    }

    private String served() {
        eventually(
                cluster,
                () -> assertThat(conditions(current())).contains("Ready=True/Serving", "Progressing=False/Complete"));
        return Objects.requireNonNull(current().getStatus().activeRevision());
    }

    private ModelDeployment current() {
        return cluster.client()
                .resources(ModelDeployment.class)
                .inNamespace("hangil")
                .withName("mini")
                .get();
    }
}
