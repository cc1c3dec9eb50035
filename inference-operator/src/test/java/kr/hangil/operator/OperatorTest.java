package kr.hangil.operator;

import static kr.hangil.operator.cluster.OperatorRun.conditions;
import static kr.hangil.operator.cluster.OperatorRun.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.util.Map;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.cluster.OperatorRun;
import kr.hangil.operator.cluster.TestCluster;
import org.junit.jupiter.api.Test;

/** The whole application, its beans and its configuration, serving what is shipped for one machine. */
@QuarkusTest
@WithTestResource(PackagedWiring.class)
class OperatorTest {

    @Test
    void shouldServeTheShippedModelOnTheProfilesItBringsWithATokenOfItsOwn() throws Exception {
        // Given
        TestCluster cluster = PackagedWiring.cluster;
        cluster.node("one", "kr-ulsan", "cpu", 8, Map.of());

        // When
        cluster.client()
                .resource(
                        OperatorRun.deployment(Files.readString(Golden.root().resolve("k8s/models/hangil-mini.yaml"))))
                .create();

        // Then
        eventually(cluster, () -> assertThat(conditions(current(cluster))).contains("Ready=True/Serving"));
        ModelDeployment serving = current(cluster);
        assertThat(serving.getStatus().digest()).isEqualTo(PackagedWiring.DIGEST);
        assertThat(serving.getStatus().contextLength()).isEqualTo(2048);
        assertThat(PackagedWiring.ASKED).contains("/v1/models/hangil/hangil-mini/versions/prod Bearer operators-own");
    }

    private static ModelDeployment current(TestCluster cluster) {
        return cluster.client()
                .resources(ModelDeployment.class)
                .inNamespace(TestCluster.NAMESPACE)
                .withName("hangil-mini")
                .get();
    }
}
