package kr.hangil.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each overlay is made of. */
class OverlaysTest {

    @Test
    void shouldHaveAWorkloadForEveryService() {
        for (Manifests manifests : Overlays.all().values()) {
            assertThat(manifests.workloads())
                    .filteredOn(Manifests.Workload::isOurs)
                    .extracting(Manifests.Workload::name)
                    .containsExactlyInAnyOrder(
                            "gateway-service",
                            "model-registry-service",
                            manifests.hasOperator() ? "inference-operator" : "inference-service",
                            "billing-service",
                            "portal");
        }
    }

    @Test
    void shouldDocumentEverySecretItNeeds() throws IOException {
        String readme = Files.readString(Overlays.ROOT.resolve("k8s/README.md"));
        List<Manifests.Workload> workloads = new ArrayList<>(Overlays.base().workloads());
        workloads.addAll(Overlays.of("overlays/single-node").workloads());
        for (Manifests.Workload workload : workloads) {
            workload.template().getSpec().getContainers().getFirst().getEnv().stream()
                    .filter(it -> it.getValueFrom().getSecretKeyRef() != null)
                    .map(it -> it.getValueFrom().getSecretKeyRef())
                    .forEach(secret -> assertThat(readme.lines())
                            .as(secret.toString())
                            .anyMatch(line -> line.startsWith("   | `" + secret.getName() + "` |")
                                    && line.contains("`" + secret.getKey() + "`")));
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepPodsOfARegionOnItsNodes() {
        return Stream.of("kr-ulsan", "kr-gwangju", "kr-seoul")
                .map(region -> DynamicTest.dynamicTest(region, () -> {
                    Manifests manifests = Overlays.of("overlays/" + region);
                    assertThat(manifests.workloads())
                            .allSatisfy(it -> assertThat(it.template().getSpec().getNodeSelector())
                                    .containsEntry("topology.kubernetes.io/region", region));
                    assertThat(manifests.all(ConfigMap.class))
                            .filteredOn(it -> it.getData().containsKey("HANGIL_REGION"))
                            .isNotEmpty()
                            .allSatisfy(it -> assertThat(it.getData()).containsEntry("HANGIL_REGION", region));
                }));
    }

    /** Whatever names an image there names one by digest in the registry inside, and nothing may leave for the Internet. */
    @Test
    void shouldTakeNothingFromOutsideWhereThereIsNoOutside() {
        Manifests inside = Overlays.of("overlays/air-gapped");
        List<String> images = new ArrayList<>();
        inside.workloads()
                .forEach(it -> it.template().getSpec().getContainers().forEach(each -> images.add(each.getImage())));
        Map<String, String> operator = inside.all(ConfigMap.class).stream()
                .map(ConfigMap::getData)
                .filter(it -> it.containsKey("HANGIL_OPERATOR_POD_IMAGE"))
                .findFirst()
                .orElseThrow();
        images.add(operator.get("HANGIL_OPERATOR_POD_IMAGE"));
        Overlays.profiles(inside)
                .map(it -> it.at("/spec/engine"))
                .filter(it -> it.has("image"))
                .map(it -> it.path("kind").asText().toUpperCase(Locale.ROOT).replace('-', '_'))
                .forEach(engine -> images.add(operator.get("HANGIL_OPERATOR_ENGINE_IMAGES_" + engine)));

        assertThat(images)
                .hasSize(5 + 5 + 1)
                .doesNotContainNull()
                .allMatch(it -> it.matches("registry\\.internal/.+@sha256:[0-9a-f]{64}"));
        assertThat(WiringRules.egress(inside, Manifests.NAMESPACE)).noneMatch(it -> it.contains("0.0.0.0/0"));
    }

    @Test
    void shouldLetTheOperatorMakeTheInferencePods() {
        Manifests one = Overlays.withModel();

        assertThat(one.hasOperator()).isTrue();
        assertThat(one.ofKind("ModelDeployment"))
                .singleElement()
                .satisfies(it -> assertThat(it.at("/spec/variants/0/profile").asText())
                        .isIn(Overlays.profiles(one)
                                .map(tree -> tree.at("/metadata/name").asText())
                                .toList()));
    }

    /** One apply must do, so what the operator's definitions define comes later: profiles by the operator, models by people. */
    @TestFactory
    Stream<DynamicTest> shouldBringNoResourceThatItsFirstApplyCannotKnow() {
        return Overlays.each((folder, manifests) ->
                assertThat(CustomFields.comingWithTheirDefinition(manifests)).isEmpty());
    }

    @Test
    void shouldNoticeAResourceThatItsFirstApplyCannotKnow() {
        assertThat(CustomFields.comingWithTheirDefinition(Overlays.withModel()))
                .containsExactly("ModelDeployment hangil-mini");
    }
}
