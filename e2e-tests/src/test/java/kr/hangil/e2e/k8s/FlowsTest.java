package kr.hangil.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may send what to whom: the flows of the design and no other. */
class FlowsTest {

    /** The flows of the design and no other; {@code k8s/README.md} says the same in words. */
    private static final Set<String> BETWEEN_SERVICES = Set.of(
            "gateway-service -> inference-service:8082",
            "gateway-service -> billing-service:8083",
            "billing-service -> gateway-service:8080",
            "billing-service -> inference-service:8082",
            "inference-service -> model-registry-service:8081",
            "portal -> gateway-service:8080",
            "portal -> billing-service:8083");

    private static final Set<String> IN = Set.of(
            "entry -> gateway-service:8080",
            "entry -> model-registry-service:8081",
            "entry -> billing-service:8083",
            "entry -> portal:8084",
            "monitoring -> all:management");

    private static final Set<String> OUT = Set.of(
            "all -> kube-system/kube-dns:53",
            "gateway-service -> postgresql:5432",
            "gateway-service -> redis:6379",
            "model-registry-service -> postgresql:5432",
            "billing-service -> postgresql:5432",
            "portal -> postgresql:5432",
            "gateway-service -> keycloak:8080",
            "model-registry-service -> keycloak:8080",
            "inference-service -> keycloak:8080",
            "billing-service -> keycloak:8080",
            "portal -> keycloak:8080");

    /** What the operator adds; the port of pods that it makes is known by name only. */
    private static final Set<String> OPERATOR_IN = Set.of(
            "inference-operator -> gateway-service:8080",
            "inference-operator -> model-registry-service:8081",
            "inference-operator -> inference-service:http",
            "inference-operator -> inference-service:management",
            "inference-service/group -> inference-service/group:1024");

    private static final Set<String> OPERATOR_OUT = Set.of(
            "inference-operator -> gateway-service:8080",
            "inference-operator -> model-registry-service:8081",
            "inference-operator -> inference-service:8082",
            "inference-operator -> inference-service:9082",
            "inference-service/group -> inference-service/group:1024",
            "inference-operator -> keycloak:8080",
            "gateway-service -> 0.0.0.0/0:443",
            "gateway-service -> 0.0.0.0/0:6443",
            "inference-operator -> 0.0.0.0/0:443",
            "inference-operator -> 0.0.0.0/0:6443");

    @TestFactory
    Stream<DynamicTest> shouldAllowExactlyTheFlowsOfTheDesign() {
        return Overlays.each((folder, manifests) -> {
            boolean operator = manifests.hasOperator();
            assertThat(WiringRules.ingress(manifests, Manifests.NAMESPACE))
                    .isEqualTo(union(
                            operator ? byName(BETWEEN_SERVICES) : BETWEEN_SERVICES,
                            IN,
                            operator ? OPERATOR_IN : Set.of()));
            assertThat(WiringRules.egress(manifests, Manifests.NAMESPACE))
                    .isEqualTo(union(
                            BETWEEN_SERVICES,
                            OUT,
                            manifests.hasKafka() ? Set.of("billing-service -> kafka:9093") : Set.of(),
                            operator ? apiServerIn(folder, OPERATOR_OUT) : Set.of()));
        });
    }

    /** What the platform stands on takes what the platform sends, and little else. */
    @Test
    void shouldAllowWhatItStandsOnNoMoreThanItNeeds() {
        Manifests complete = Overlays.of("overlays/complete");

        assertThat(WiringRules.ingress(complete, "redis")).containsExactly("hangil/gateway-service -> redis:6379");
        assertThat(WiringRules.egress(complete, "redis")).isEmpty();
        assertThat(WiringRules.ingress(complete, "postgresql"))
                .containsExactlyInAnyOrder(
                        "hangil -> all:5432",
                        "keycloak -> all:5432",
                        "postgresql -> all:5432",
                        "all -> all:5432",
                        "postgresql -> all:8000",
                        "all -> all:8000",
                        "monitoring -> all:9187");
        assertThat(WiringRules.ingress(complete, "keycloak"))
                .containsExactlyInAnyOrder(
                        "hangil -> all:8080",
                        "entry -> all:8080",
                        "all -> all:8080",
                        "all -> all:7800",
                        "all -> all:57800",
                        "all -> all:9000",
                        "monitoring -> all:9000");
        assertThat(WiringRules.ingress(complete, "kafka"))
                .containsExactlyInAnyOrder(
                        "hangil/billing-service -> all:9093",
                        "all -> all:9090",
                        "all -> all:9091",
                        "kafka -> all:9090",
                        "kafka -> all:9091",
                        "kafka -> all:8443",
                        "monitoring -> all:9404");
        assertThat(WiringRules.egress(complete, "kafka"))
                .containsExactlyInAnyOrder(
                        "all -> kube-system/kube-dns:53",
                        "all -> all:9090",
                        "all -> all:9091",
                        "entity-operator -> 0.0.0.0/0:443",
                        "entity-operator -> 0.0.0.0/0:6443");
        assertThat(WiringRules.egress(complete, "keycloak"))
                .contains("all -> postgresql:5432")
                .doesNotContain("all -> anyone");
    }

    @Test
    void shouldNoticeAFlowTooMany() {
        Manifests open = Overlays.base()
                .with(
                        "NetworkPolicy",
                        "portal",
                        it -> Trees.object(it, "spec", "ingress", 0).remove("from"));

        assertThat(WiringRules.ingress(open, Manifests.NAMESPACE)).contains("anyone -> portal");
    }

    @Test
    void shouldNoticeAFlowTooFew() {
        Manifests closed = Overlays.base().without("NetworkPolicy", "portal");

        assertThat(WiringRules.egress(closed, Manifests.NAMESPACE)).doesNotContain("portal -> gateway-service:8080");
    }

    /** Where an overlay says the API server's addresses are; everywhere else they are not known. */
    private static Set<String> apiServerIn(String folder, Set<String> flows) {
        return flows.stream()
                .map(it -> folder.endsWith("air-gapped") ? it.replace("0.0.0.0/0", "10.0.0.0/8") : it)
                .collect(Collectors.toSet());
    }

    /** The same flows where no workload tells the number of an inference pod's port. */
    private static Set<String> byName(Set<String> flows) {
        return flows.stream()
                .map(it -> it.replace("inference-service:8082", "inference-service:http"))
                .collect(Collectors.toSet());
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... flows) {
        return Stream.of(flows).flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }
}
