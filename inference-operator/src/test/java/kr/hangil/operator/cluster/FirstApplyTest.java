package kr.hangil.operator.cluster;

import static kr.hangil.operator.cluster.OperatorRun.conditions;
import static kr.hangil.operator.cluster.OperatorRun.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import kr.hangil.operator.OperatorConfig;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.profiles.ShippedProfiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From nothing to a model that serves: one apply of an overlay, one of a model. */
class FirstApplyTest {

    @BeforeEach
    void takeEverythingAway() {
        Assumptions.assumeTrue(
                !System.getProperty("hangil.kubeconfig", "").isEmpty(),
                "skipped: a first apply; the mock has none, -Dhangil.kubeconfig names a server");
        try (TestCluster emptied = TestCluster.open()) {
            assertThat(emptied.pods()).isEmpty();
        }
        forget();
        Shipped.asAdministrator("delete", "namespace", "hangil", "--ignore-not-found", "--timeout=60s");
        Shipped.asAdministrator(
                "delete",
                "crd",
                "modeldeployments.serving.hangil.kr",
                "acceleratorprofiles.serving.hangil.kr",
                "--ignore-not-found",
                "--timeout=60s");
    }

    /** There is no kubelet that would end the pods of the services. */
    @AfterEach
    void forget() {
        if (System.getProperty("hangil.kubeconfig", "").isEmpty()) {
            return;
        }
        Shipped.asAdministrator(
                "delete",
                "statefulsets,deployments,poddisruptionbudgets",
                "--all",
                "-n",
                "hangil",
                "--cascade=background");
        Shipped.asAdministrator("delete", "pods", "--all", "-n", "hangil", "--grace-period=0", "--force");
    }

    @Test
    void shouldServeAfterOneApplyOfAnOverlayAndOneOfAModel() throws Exception {
        // When
        String said = Shipped.asAdministrator(
                "apply",
                "--server-side",
                "-k",
                Shipped.folder("overlays/single-node").toString());

        // Then
        assertThat(said).contains("customresourcedefinition").doesNotContain("no matches for kind");
        try (TestCluster cluster = TestCluster.open();
                GatewayStandIn gateway = new GatewayStandIn("hangil-mini", cluster::pods)) {
            cluster.node("ulsan-0", "kr-ulsan", "cpu", 64, Map.of());
            OperatorConfig config = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withMapping(OperatorConfig.class)
                    .withValidateUnknown(false)
                    .build()
                    .getConfigMapping(OperatorConfig.class);
            try (ShippedProfiles profiles =
                            new ShippedProfiles(cluster.operatorClient(), Shipped.profiles(), config.engineImages());
                    OperatorRun operator = new OperatorRun(cluster, List.of(gateway.url()))) {
                operator.versions().publish("prod", 'a');
                assertThat(profiles.install()).isTrue();
                Shipped.asAdministrator(
                        "apply", "-f", Shipped.folder("models/hangil-mini.yaml").toString());
                eventually(
                        cluster, () -> assertThat(conditions(current(cluster))).contains("Ready=True/Serving"));
            }
        }
    }

    private static ModelDeployment current(TestCluster cluster) {
        return cluster.client()
                .resources(ModelDeployment.class)
                .inNamespace(TestCluster.NAMESPACE)
                .withName("hangil-mini")
                .get();
    }
}
