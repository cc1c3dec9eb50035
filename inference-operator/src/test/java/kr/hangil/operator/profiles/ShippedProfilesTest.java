package kr.hangil.operator.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kr.hangil.operator.OperatorConfig;
import kr.hangil.operator.api.AcceleratorProfile;
import kr.hangil.operator.cluster.Shipped;
import kr.hangil.operator.cluster.TestCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedProfilesTest {

    private TestCluster cluster;

    @BeforeEach
    void open() {
        cluster = TestCluster.open();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void shouldApplyEveryShippedProfileAndNothingTwice() throws IOException {
        boolean done = shipped(Map.of()).install();
        List<String> versions = versions();
        shipped(Map.of()).install();

        assertThat(done).isTrue();
        assertThat(profiles())
                .extracting(it -> it.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "cpu", "furiosa-rngd", "nvidia-h100", "nvidia-h200", "nvidia-mig", "rebellions");
        assertThat(versions()).isEqualTo(versions);
    }

    @Test
    void shouldTakeTheImagesThatThePlaceHas() throws IOException {
        String image = "registry.internal/vllm@sha256:" + "4".repeat(64);

        shipped(Map.of("hangil.operator.engine-images.vllm", image)).install();

        assertThat(profiles())
                .filteredOn(it -> it.getMetadata().getName().startsWith("nvidia"))
                .hasSize(3)
                .allMatch(it -> image.equals(it.getSpec().engine().image()));
        assertThat(profiles())
                .filteredOn(it -> it.getMetadata().getName().equals("rebellions"))
                .noneMatch(it -> image.equals(it.getSpec().engine().image()));
    }

    @Test
    void shouldLeaveAProfileWhereSomebodyElseSetAField() throws IOException {
        Assumptions.assumeTrue(
                cluster.isReal(),
                "skipped: conflicts of managers; the mock has none, -Dhangil.kubeconfig names a server");
        shipped(Map.of()).install();
        Shipped.asAdministrator(
                "patch",
                "acceleratorprofile",
                "cpu",
                "--type=merge",
                "-p",
                "{\"spec\":{\"perDevice\":{\"cpu\":\"3\"}}}");

        boolean done = shipped(Map.of()).install();

        assertThat(done).isTrue();
        assertThat(profiles())
                .filteredOn(it -> it.getMetadata().getName().equals("cpu"))
                .allMatch(it -> it.getSpec().perDevice().cpu().equals("3"));
    }

    @Test
    void shouldNameAFileThatIsNoProfile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("typo.yaml"), """
                apiVersion: serving.hangil.kr/v1alpha1
                kind: AcceleratorProfile
                metadata: {name: typo}
                spec: {vendor: nvidla}
                """);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShippedProfiles(cluster.operatorClient(), folder, images(Map.of())).install())
                .withMessageContaining("typo.yaml is no AcceleratorProfile");
    }

    private ShippedProfiles shipped(Map<String, String> settings) {
        return new ShippedProfiles(cluster.operatorClient(), Shipped.profiles(), images(settings));
    }

    private static EngineImages images(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(OperatorConfig.class)
                .withValidateUnknown(false)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(OperatorConfig.class)
                .engineImages();
    }

    private List<AcceleratorProfile> profiles() {
        return cluster.client().resources(AcceleratorProfile.class).list().getItems();
    }

    private List<String> versions() {
        return profiles().stream()
                .map(it -> it.getMetadata().getResourceVersion())
                .toList();
    }
}
