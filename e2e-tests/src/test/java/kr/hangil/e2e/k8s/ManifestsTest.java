package kr.hangil.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ManifestsTest {

    private static final Path ROOT =
            Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath().normalize();
    private static final ServiceConfiguration CONFIGURATION = new ServiceConfiguration(ROOT);

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

    private static final Map<String, Manifests> RENDERED = new LinkedHashMap<>();

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        RENDERED.put("base", Manifests.render(ROOT.resolve("k8s/base")));
        try (var overlays = Files.list(ROOT.resolve("k8s/overlays"))) {
            for (Path overlay : overlays.sorted().toList()) {
                RENDERED.put("overlays/" + overlay.getFileName(), Manifests.render(overlay));
            }
        }
    }

    @TestFactory
    List<DynamicTest> shouldKeepEveryRule() {
        return RENDERED.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(
                        it.getKey(), () -> assertThat(findings(it.getValue())).isEmpty()))
                .toList();
    }

    @TestFactory
    List<DynamicTest> shouldAllowExactlyTheFlowsOfTheDesign() {
        return RENDERED.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> {
                    boolean operator = it.getValue().hasOperator();
                    assertThat(WiringRules.ingress(it.getValue(), Manifests.NAMESPACE))
                            .isEqualTo(union(
                                    union(operator ? byName(BETWEEN_SERVICES) : BETWEEN_SERVICES, IN),
                                    operator ? OPERATOR_IN : Set.of()));
                    assertThat(WiringRules.egress(it.getValue(), Manifests.NAMESPACE))
                            .isEqualTo(union(
                                    union(BETWEEN_SERVICES, OUT),
                                    operator ? apiServerIn(it.getKey(), OPERATOR_OUT) : Set.of()));
                }))
                .toList();
    }

    /** What the platform stands on takes what the platform sends, and little else. */
    @Test
    void shouldAllowWhatItStandsOnNoMoreThanItNeeds() {
        Manifests complete = rendered("overlays/complete");

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
        assertThat(WiringRules.egress(complete, "keycloak"))
                .contains("all -> postgresql:5432")
                .doesNotContain("all -> anyone");
    }

    /** Where the components are taken, services look for what these make. */
    @Test
    void shouldLookForWhatTheComponentsMake() {
        Manifests complete = rendered("overlays/complete");
        String database = only(complete, "Cluster");
        String keycloak = only(complete, "Keycloak");

        List<Map<String, String>> settings = complete.all(ConfigMap.class).stream()
                .map(it -> Objects.requireNonNullElse(it.getData(), Map.<String, String>of()))
                .toList();
        assertThat(settings)
                .filteredOn(it -> it.containsKey("HANGIL_DB_HOST"))
                .hasSize(4)
                .allMatch(it -> it.get("HANGIL_DB_HOST").equals(database + "-rw.postgresql"));
        assertThat(settings)
                .filteredOn(it -> it.containsKey("HANGIL_KEYCLOAK_URL"))
                .hasSize(6)
                .allMatch(it -> it.get("HANGIL_KEYCLOAK_URL").equals("http://" + keycloak + "-service.keycloak:8080"));
    }

    private static String only(Manifests manifests, String kind) {
        return manifests.trees().stream()
                .filter(it -> it.path("kind").asText().equals(kind))
                .map(it -> it.at("/metadata/name").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldHaveAWorkloadForEveryService() {
        for (Manifests manifests : RENDERED.values()) {
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
        String readme = Files.readString(ROOT.resolve("k8s/README.md"));
        List<Manifests.Workload> workloads = new ArrayList<>(base().workloads());
        workloads.addAll(rendered("overlays/single-node").workloads());
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
                    Manifests manifests = rendered("overlays/" + region);
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
        Manifests inside = rendered("overlays/air-gapped");
        List<String> images = new ArrayList<>();
        inside.workloads()
                .forEach(it -> it.template().getSpec().getContainers().forEach(each -> images.add(each.getImage())));
        Map<String, String> operator = inside.all(ConfigMap.class).stream()
                .map(ConfigMap::getData)
                .filter(it -> it.containsKey("HANGIL_OPERATOR_POD_IMAGE"))
                .findFirst()
                .orElseThrow();
        images.add(operator.get("HANGIL_OPERATOR_POD_IMAGE"));
        profiles(inside)
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
        Manifests one = withModel();

        assertThat(one.hasOperator()).isTrue();
        assertThat(one.trees())
                .filteredOn(it -> it.path("kind").asText().equals("ModelDeployment"))
                .singleElement()
                .satisfies(it -> assertThat(it.at("/spec/variants/0/profile").asText())
                        .isIn(profiles(one)
                                .map(tree -> tree.at("/metadata/name").asText())
                                .toList()));
    }

    /** One apply must do, so what the operator's definitions define comes later: profiles by the operator, models by people. */
    @TestFactory
    Stream<DynamicTest> shouldBringNoResourceThatItsFirstApplyCannotKnow() {
        return RENDERED.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(
                        it.getKey(),
                        () -> assertThat(CustomFields.comingWithTheirDefinition(it.getValue()))
                                .isEmpty()));
    }

    @Test
    void shouldNoticeAResourceThatItsFirstApplyCannotKnow() {
        assertThat(CustomFields.comingWithTheirDefinition(withModel())).containsExactly("ModelDeployment hangil-mini");
    }

    @Test
    void shouldRefuseAKindItDoesNotKnow() {
        Manifests broken = base().with("Service", "portal", tree -> tree.put("kind", "Sevice"));

        assertThatIllegalArgumentException().isThrownBy(broken::objects).withMessageContaining("v1/Sevice");
    }

    /** Each rule is broken once on a copy; a rule that does not notice is no rule. */
    @TestFactory
    List<DynamicTest> shouldNoticeWhenARuleIsBroken() {
        List<DynamicTest> tests = new ArrayList<>();
        pod(tests, "spec.template.spec.termGrace is no field", it -> it.put("termGrace", 1));
        pod(tests, "must set enableServiceLinks", it -> it.remove("enableServiceLinks"));
        pod(tests, "s to drain", it -> it.put("terminationGracePeriodSeconds", 20));
        pod(tests, "must not mount a service account token", it -> it.put("automountServiceAccountToken", true));
        pod(tests, "service account of its own", it -> it.put("serviceAccountName", "default"));
        pod(tests, "must set runAsNonRoot", it -> object(it, "securityContext").remove("runAsNonRoot"));
        pod(tests, "seccomp", it -> object(it, "securityContext").remove("seccompProfile"));
        pod(tests, "must not share the host", it -> it.put("hostNetwork", true));
        pod(tests, "must spread its pods", it -> it.remove("topologySpreadConstraints"));
        container(tests, "containers[0].imagePolicy is no field", it -> it.put("imagePolicy", "Always"));
        container(tests, "must pin its image", it -> it.put("image", "hangil/portal:latest"));
        container(tests, "must pin its image", it -> it.put("image", "registry:5000/hangil/portal"));
        container(
                tests,
                "privilege escalation",
                it -> object(it, "securityContext").remove("allowPrivilegeEscalation"));
        container(tests, "read-only root", it -> object(it, "securityContext").put("readOnlyRootFilesystem", false));
        container(
                tests,
                "drop all capabilities",
                it -> object(it, "securityContext").remove("capabilities"));
        container(tests, "emptyDir at /tmp", it -> it.remove("volumeMounts"));
        container(
                tests,
                "must request cpu and memory",
                it -> object(it, "resources").remove("requests"));
        container(tests, "must limit memory", it -> object(it, "resources").remove("limits"));
        container(tests, "/q/health/started", it -> it.remove("startupProbe"));
        container(tests, "/q/health/ready", it -> it.remove("readinessProbe"));
        container(
                tests,
                "/q/health/live",
                it -> object(object(it, "livenessProbe"), "httpGet").put("port", "http"));
        container(
                tests,
                "which is not there",
                it -> object(it, "envFrom", 0, "configMapRef").put("name", "other"));
        container(tests, "reads HANGIL_CLIENT_SECRET, which is not set", it -> ((ArrayNode) it.get("env")).removeAll());
        container(
                tests,
                "must come from a Secret",
                it -> ((ArrayNode) it.get("env"))
                        .addObject()
                        .put("name", "HANGIL_DB_PASSWORD")
                        .put("value", "secret"));
        container(
                tests,
                "is given HANGIL_TYPO, which it does not read",
                it -> ((ArrayNode) it.get("env"))
                        .addObject()
                        .put("name", "HANGIL_TYPO")
                        .put("value", "x"));
        container(tests, "listens on 8084", it -> object(it, "ports", 0).put("containerPort", 80));
        broken(
                tests,
                "does not select its own pods",
                base().with(
                                "Deployment",
                                "portal",
                                it -> object(object(object(it, "spec"), "selector"), "matchLabels")
                                        .put("app.kubernetes.io/name", "other")));
        broken(
                tests,
                "must enforce Pod Security",
                base().with("Namespace", "hangil", it -> object(it, "metadata").remove("labels")));
        broken(
                tests,
                "is outside the namespace",
                base().with(
                                "ServiceAccount",
                                "portal",
                                it -> object(it, "metadata").put("namespace", "default")));
        broken(
                tests,
                "selects 0 workloads",
                base().with(
                                "Service",
                                "portal",
                                it -> object(object(it, "spec"), "selector").put("app.kubernetes.io/name", "other")));
        broken(
                tests,
                "leads to a port",
                base().with(
                                "Service",
                                "portal",
                                it -> object(it, "spec", "ports", 0).put("targetPort", "web")));
        broken(tests, "has no Service of its name", base().without("Service", "portal"));
        broken(
                tests,
                "needs a headless Service",
                base().with(
                                "Service",
                                "gateway-service-pods",
                                it -> object(it, "spec").remove("clusterIP")));
        broken(tests, "0 disruption budgets", base().without("PodDisruptionBudget", "portal"));
        broken(tests, "denies everything in hangil", base().without("NetworkPolicy", "default-deny"));
        Manifests complete = rendered("overlays/complete");
        broken(
                tests,
                "namespace redis must enforce Pod Security",
                complete.with("Namespace", "redis", it -> object(it, "metadata").remove("labels")));
        broken(tests, "denies everything in redis", complete.without("NetworkPolicy", "default-deny"));
        broken(
                tests,
                "redis: must be probed",
                complete.with(
                        "Deployment",
                        "redis",
                        it -> object(it, "spec", "template", "spec", "containers", 0)
                                .remove("livenessProbe")));
        Manifests operated = withModel();
        broken(
                tests,
                "spec.variant is no field",
                operated.with(
                        "ModelDeployment",
                        "hangil-mini",
                        it -> object(it, "spec").putArray("variant")));
        broken(
                tests,
                "spec lacks model",
                operated.with(
                        "ModelDeployment",
                        "hangil-mini",
                        it -> object(it, "spec").remove("model")));
        broken(
                tests,
                "engine.kind is none of",
                operated.withProfiles()
                        .with(
                                "AcceleratorProfile",
                                "cpu",
                                it -> object(it, "spec", "engine").put("kind", "vlm")));
        broken(
                tests,
                "has a subject that is not there",
                operated.with(
                        "RoleBinding",
                        "inference-operator",
                        it -> object(it, "subjects", 0).remove("namespace")));
        broken(tests, "names no role", operated.without("Role", "inference-operator"));
        broken(
                tests,
                "or read secrets",
                operated.with(
                        "ClusterRole",
                        "hangil",
                        it -> ((ArrayNode) object(it, "rules", 0).get("verbs")).add("*")));
        tests.add(DynamicTest.dynamicTest(
                "a flow too many",
                () -> assertThat(WiringRules.ingress(
                                base().with(
                                                "NetworkPolicy",
                                                "portal",
                                                it -> object(it, "spec", "ingress", 0)
                                                        .remove("from")),
                                Manifests.NAMESPACE))
                        .contains("anyone -> portal")));
        tests.add(DynamicTest.dynamicTest(
                "a flow too few",
                () -> assertThat(WiringRules.egress(base().without("NetworkPolicy", "portal"), Manifests.NAMESPACE))
                        .doesNotContain("portal -> gateway-service:8080")));
        return tests;
    }

    private static void pod(List<DynamicTest> tests, String finding, Consumer<ObjectNode> change) {
        broken(
                tests,
                finding,
                base().with("Deployment", "portal", it -> change.accept(object(it, "spec", "template", "spec"))));
    }

    private static void container(List<DynamicTest> tests, String finding, Consumer<ObjectNode> change) {
        pod(tests, finding, it -> change.accept(object(it, "containers", 0)));
    }

    private static void broken(List<DynamicTest> tests, String finding, Manifests manifests) {
        tests.add(DynamicTest.dynamicTest(
                finding, () -> assertThat(findings(manifests)).anyMatch(it -> it.contains(finding))));
    }

    private static List<String> findings(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        manifests.objects().stream()
                .filter(it -> !(it instanceof GenericKubernetesResource))
                .forEach(it -> findings.addAll(UnknownFields.of(
                        it, it.getKind() + " " + it.getMetadata().getName())));
        findings.addAll(PodRules.check(manifests, CONFIGURATION));
        findings.addAll(WiringRules.check(manifests));
        findings.addAll(CustomFields.check(manifests));
        return findings;
    }

    private static Manifests withModel() {
        return rendered("overlays/single-node").and(ROOT.resolve("k8s/models/hangil-mini.yaml"));
    }

    private static Stream<JsonNode> profiles(Manifests manifests) {
        return manifests.withProfiles().trees().stream()
                .filter(it -> it.path("kind").asText().equals("AcceleratorProfile"));
    }

    private static Manifests base() {
        return rendered("base");
    }

    private static Manifests rendered(String folder) {
        return Objects.requireNonNull(RENDERED.get(folder), folder);
    }

    private static ObjectNode object(JsonNode from, Object... path) {
        JsonNode node = from;
        for (Object step : path) {
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return (ObjectNode) node;
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

    private static Set<String> union(Set<String> some, Set<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toCollection(TreeSet::new));
    }
}
