package kr.hangil.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.operator.Golden;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.desired.GoldenPods;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What only an API server can say of what is shipped and made: validation, defaults, admission and rights. On the mock each part
 * says that it was skipped; {@code LifecycleTest} is the other half and runs on both.
 */
class ApiServerContractTest {

    private static final String MODEL = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: ModelDeployment
            metadata: {name: mini, namespace: hangil}
            spec:
              model: {name: hangil/hangil-mini, version: prod}
              servedAs: [hangil-mini]
              variants:
              - {name: cpu, region: kr-ulsan, profile: cpu}
            """;
    private static final String PROFILE = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: AcceleratorProfile
            metadata: {name: gpu}
            spec:
              vendor: nvidia
              request: {extendedResource: nvidia.com/gpu}
              perDevice: {cpu: "8", memory: 64Gi}
              engine: {kind: vllm, image: "vllm/vllm-openai:v0.11.0"}
            """;

    /** Two adapters by their names. */
    private static final String ADAPTERS =
            "adapters: [{name: %s, model: acme/a, version: prod}, {name: %s, model: acme/b, version: prod}]\n  servedAs:";

    private static TestCluster cluster;

    @BeforeAll
    static void open() {
        cluster = TestCluster.open();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> shouldTakeWhatIsLegalAndRefuseWhatIsNot() {
        return Stream.of(
                taken("a model", MODEL, "", ""),
                taken("16 served names", MODEL, "[hangil-mini]", names(16)),
                refused("17 served names", MODEL, "[hangil-mini]", names(17), "must have at most 16 items"),
                refused("no served name", MODEL, "[hangil-mini]", "[]", "at least 1 items"),
                refused("a served name twice", MODEL, "[hangil-mini]", "[a, a]", "served names are unique"),
                refused(
                        "a variant's name twice",
                        MODEL,
                        "- {name: cpu, region: kr-ulsan, profile: cpu}",
                        "- {name: cpu, region: kr-ulsan, profile: cpu}\n  - {name: cpu, region: kr-seoul, profile: cpu}",
                        "Duplicate value"),
                taken("an adapter", MODEL, "servedAs:", ADAPTERS.formatted("legal", "tax")),
                refused(
                        "an adapter's name twice",
                        MODEL,
                        "servedAs:",
                        ADAPTERS.formatted("tax", "tax"),
                        "Duplicate value"),
                refused(
                        "an adapter with the model's name",
                        MODEL,
                        "servedAs:",
                        ADAPTERS.formatted("legal", "hangil-mini"),
                        "an adapter has a name of its own"),
                refused(
                        "an adapter's name with a comma",
                        MODEL,
                        "servedAs:",
                        ADAPTERS.formatted("legal", "\"a,b\""),
                        "spec.adapters[1].name"),
                refused(
                        "an adapter without a version",
                        MODEL,
                        "servedAs:",
                        "adapters: [{name: a, model: b/c}]\n  servedAs:",
                        "Required value"),
                refused("min above max", MODEL, "profile: cpu}", "profile: cpu, min: 3, max: 2}", "min is at most max"),
                taken("another autoscaler", MODEL, "servedAs:", "scaling: {by: keda}\n  servedAs:"),
                refused(
                        "an autoscaler nobody knows",
                        MODEL,
                        "servedAs:",
                        "scaling: {by: kedaa}\n  servedAs:",
                        "Unsupported value"),
                refused("no model", MODEL, "model: {name: hangil/hangil-mini, version: prod}", "", "Required value"),
                refused("a model without namespace", MODEL, "hangil/hangil-mini", "mini", "spec.model.name"),
                refused("a region without country", MODEL, "kr-ulsan", "ulsan", "region"),
                refused(
                        "a name that is no label",
                        MODEL,
                        "metadata: {name: mini,",
                        "metadata: {name: 1mini.x,",
                        "a name is a letter"),
                refused(
                        "no surge and nothing unavailable",
                        MODEL,
                        "servedAs:",
                        "rollout: {maxSurge: 0, maxUnavailable: 0}\n  servedAs:",
                        "maxSurge"),
                refused("a misspelt field", MODEL, "servedAs:", "servedBy: x\n  servedAs:", "unknown field"),
                refused("no spec", MODEL.substring(0, MODEL.indexOf("spec:")), "", "", "spec: Required value"),
                taken("a profile", PROFILE, "", ""),
                refused(
                        "a resource and a class",
                        PROFILE,
                        "{extendedResource: nvidia.com/gpu}",
                        "{extendedResource: nvidia.com/gpu, deviceClass: gpu}",
                        "exactly one of extendedResource and deviceClass"),
                refused(
                        "neither resource nor class",
                        PROFILE,
                        "{extendedResource: nvidia.com/gpu}",
                        "{}",
                        "exactly one of extendedResource and deviceClass"),
                refused(
                        "expressions without a class",
                        PROFILE,
                        "nvidia.com/gpu}",
                        "nvidia.com/gpu, cel: ['true']}",
                        "cel goes with deviceClass only"),
                refused("a device of a cpu", PROFILE, "vendor: nvidia", "vendor: cpu", "cpu requests none"),
                refused(
                        "an engine without image",
                        PROFILE,
                        ", image: \"vllm/vllm-openai:v0.11.0\"",
                        "",
                        "llamacpp is in"),
                refused("an engine nobody knows", PROFILE, "kind: vllm", "kind: vlm", "Unsupported value"),
                refused("memory that is none", PROFILE, "64Gi", "much", "spec.perDevice.memory"));
    }

    @Test
    void shouldFillDefaultsAsTheTypesDo() {
        onlyReal("defaults");
        GenericKubernetesResource asked = Serialization.unmarshal(MODEL, GenericKubernetesResource.class);

        JsonNode stored = Serialization.jsonMapper()
                .valueToTree(cluster.client().resource(asked).dryRun().create());

        ModelDeployment filled = Serialization.unmarshal(MODEL, ModelDeployment.class);
        assertThat(stored.path("spec")).isEqualTo(Serialization.jsonMapper().valueToTree(filled.getSpec()));
    }

    @TestFactory
    Stream<DynamicTest> shouldAdmitEveryPodOfEveryShippedProfile() {
        return GoldenPods.all(Map.of()).entrySet().stream()
                .map(made -> dynamicTest(made.getKey(), () -> {
                    onlyReal("admission of pods, level restricted");
                    made.getValue().forEach(it -> dryRun(it));
                    Pod pod = pod((Deployment) made.getValue().getFirst());
                    assertThatCode(() -> cluster.client().resource(pod).dryRun().create())
                            .doesNotThrowAnyException();
                }));
    }

    /** A cache that pods of a node share lies on the node, and level "restricted" takes no folder of a node. */
    @Test
    void shouldRefusePodsThatShareAFolderOfTheirNode() {
        onlyReal("admission of pods, level restricted");
        List<HasMetadata> made = GoldenPods.all(Map.of("hangil.operator.pod.node-cache", "/var/lib/hangil"))
                .get("cpu");
        Pod pod = pod((Deployment) made.getFirst());

        KubernetesClientException refusal = catchThrowableOfType(
                KubernetesClientException.class,
                () -> cluster.client().resource(pod).dryRun().create());

        assertThat(refusal).hasMessageContaining("violates PodSecurity").hasMessageContaining("hostPath");
    }

    @TestFactory
    Stream<DynamicTest> shouldTakeEveryShippedKustomizationStrictly() throws IOException {
        try (var overlays = Files.list(Shipped.folder("overlays"))) {
            List<String> folders = Stream.concat(
                            Stream.of("base"), overlays.sorted().map(it -> "overlays/" + it.getFileName()))
                    .toList();
            return folders.stream()
                    .map(folder -> dynamicTest(folder, () -> {
                        onlyReal("strict dry run of " + folder);
                        String rendered = Shipped.kubectl(
                                        "", "kustomize", Shipped.folder(folder).toString())
                                .text();
                        comesWithItsOwnNamespaces(folder);
                        Shipped.Said said = apply(rendered);
                        assertThat(said.exit()).as(said.text()).isZero();
                        Shipped.Said misspelt =
                                apply(rendered.replaceFirst("enableServiceLinks:", "enableServiceLink:"));
                        assertThat(misspelt.exit()).as("a misspelt field").isNotZero();
                        assertThat(misspelt.text()).contains("enableServiceLink");
                    }));
        }
    }

    /** A dry run makes no namespace that objects after it could be in, and definitions of others are others' to install. */
    private static void comesWithItsOwnNamespaces(String folder) {
        Shipped.rendered(folder).stream()
                .filter(it -> it.getKind().equals("Namespace"))
                .forEach(it -> cluster.client()
                        .resource(it)
                        .fieldManager("test")
                        .forceConflicts()
                        .serverSideApply());
        String definitions = Golden.root()
                .resolve("inference-operator/src/test/kubernetes/definitions-of-others.yaml")
                .toString();
        Shipped.asAdministrator("apply", "-f", definitions);
        Shipped.asAdministrator("wait", "--for=condition=Established", "-f", definitions);
    }

    @TestFactory
    Stream<DynamicTest> shouldGiveAccountsWhatTheyNeedAndNoMore() {
        return Stream.of(
                may("inference-operator", "patch", "serving.hangil.kr", "modeldeployments", "status", true),
                may("inference-operator", "patch", "serving.hangil.kr", "modeldeployments", "", false),
                may("inference-operator", "delete", "serving.hangil.kr", "modeldeployments", "", false),
                may("inference-operator", "create", "apps", "deployments", "", true),
                may("inference-operator", "update", "apps", "deployments", "", false),
                may("inference-operator", "create", "apps", "statefulsets", "", false),
                may("inference-operator", "patch", "apps", "deployments", "scale", false),
                may("inference-operator", "patch", "autoscaling", "horizontalpodautoscalers", "", true),
                may("inference-operator", "patch", "keda.sh", "scaledobjects", "", true),
                may("inference-operator", "patch", "leaderworkerset.x-k8s.io", "leaderworkersets", "", true),
                may("inference-operator", "patch", "coordination.k8s.io", "leases", "", true),
                may("inference-operator", "create", "", "events", "", true),
                may("inference-operator", "list", "", "pods", "", true),
                may("inference-operator", "create", "", "pods", "", false),
                may("inference-operator", "create", "", "pods", "exec", false),
                may("inference-operator", "delete", "", "pods", "", false),
                may("inference-operator", "get", "", "secrets", "", false),
                may("inference-operator", "list", "", "secrets", "", false),
                may("inference-operator", "get", "", "configmaps", "", false),
                may("inference-operator", "create", "", "serviceaccounts", "token", false),
                may("inference-operator", "create", "rbac.authorization.k8s.io", "roles", "", false),
                may("gateway-service", "watch", "serving.hangil.kr", "modeldeployments", "", true),
                may("gateway-service", "watch", "discovery.k8s.io", "endpointslices", "", true),
                may("gateway-service", "patch", "serving.hangil.kr", "modeldeployments", "status", false),
                may("gateway-service", "list", "", "pods", "", false),
                may("gateway-service", "get", "", "secrets", "", false),
                may("inference-service", "get", "", "secrets", "", false),
                may("inference-service", "list", "", "pods", "", false),
                may("portal", "list", "", "pods", "", false));
    }

    @Test
    void shouldLetTheOperatorSeeNodesAndChangeNone() {
        onlyReal("rights");
        assertThat(allowed("inference-operator", null, "list", "", "nodes", "")).isTrue();
        assertThat(allowed("inference-operator", null, "patch", "", "nodes", ""))
                .isFalse();
        assertThat(allowed("inference-operator", null, "list", "", "secrets", ""))
                .isFalse();
        assertThat(allowed("inference-operator", "kube-system", "list", "", "pods", ""))
                .isFalse();
        assertThat(allowed("inference-operator", null, "patch", "serving.hangil.kr", "acceleratorprofiles", ""))
                .as("the shipped ones are its own to apply")
                .isTrue();
        assertThat(allowed("inference-operator", null, "delete", "serving.hangil.kr", "acceleratorprofiles", ""))
                .isFalse();
    }

    private static void onlyReal(String what) {
        Assumptions.assumeTrue(
                cluster.isReal(), () -> "skipped: " + what + "; the mock has none, -Dhangil.kubeconfig names a server");
    }

    private static String names(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(it -> "m" + it)
                .toList()
                .toString();
    }

    private static DynamicTest taken(String what, String yaml, String from, String to) {
        return dynamicTest(what, () -> {
            onlyReal("rules of definitions");
            Shipped.Said said = apply(yaml.replace(from, to));
            assertThat(said.exit()).as(said.text()).isZero();
        });
    }

    private static DynamicTest refused(String what, String yaml, String from, String to, String because) {
        return dynamicTest(what, () -> {
            onlyReal("rules of definitions");
            assertThat(yaml).contains(from);
            Shipped.Said said = apply(yaml.replace(from, to));
            assertThat(said.exit()).as(said.text()).isNotZero();
            assertThat(said.text()).contains(because);
        });
    }

    private static Shipped.Said apply(String yaml) {
        return Shipped.kubectl(
                yaml,
                "--kubeconfig",
                System.getProperty("hangil.kubeconfig"),
                "apply",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-");
    }

    private static void dryRun(HasMetadata object) {
        assertThatCode(() -> cluster.client()
                        .resource(object)
                        .dryRun()
                        .fieldManager("hangil-workloads")
                        .serverSideApply())
                .as(object.getKind())
                .doesNotThrowAnyException();
    }

    private static Pod pod(Deployment of) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("golden")
                .withNamespace(TestCluster.NAMESPACE)
                .withLabels(of.getSpec().getTemplate().getMetadata().getLabels())
                .endMetadata()
                .withSpec(of.getSpec().getTemplate().getSpec())
                .build();
    }

    private static DynamicTest may(
            String account, String verb, String group, String resource, String subresource, boolean expected) {
        return dynamicTest(
                account + (expected ? " may " : " may not ") + verb + " " + resource + "/" + subresource, () -> {
                    onlyReal("rights");
                    assertThat(allowed(account, TestCluster.NAMESPACE, verb, group, resource, subresource))
                            .isEqualTo(expected);
                });
    }

    private static boolean allowed(
            String account, String namespace, String verb, String group, String resource, String subresource) {
        return cluster.client()
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser("system:serviceaccount:" + TestCluster.NAMESPACE + ":" + account)
                        .withGroups("system:serviceaccounts", "system:authenticated")
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withVerb(verb)
                        .withGroup(group)
                        .withResource(resource)
                        .withSubresource(subresource)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }
}
