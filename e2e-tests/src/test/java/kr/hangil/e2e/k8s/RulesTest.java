package kr.hangil.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules that everything shipped keeps, and that each of them notices when it is broken. */
class RulesTest {

    private static final ServiceConfiguration CONFIGURATION = new ServiceConfiguration(Overlays.ROOT);

    @TestFactory
    Stream<DynamicTest> shouldKeepEveryRule() {
        return Overlays.each(
                (folder, manifests) -> assertThat(findings(manifests)).isEmpty());
    }

    @Test
    void shouldRefuseAKindItDoesNotKnow() {
        Manifests broken = Overlays.base().with("Service", "portal", tree -> tree.put("kind", "Sevice"));

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
        pod(
                tests,
                "must set runAsNonRoot",
                it -> Trees.object(it, "securityContext").remove("runAsNonRoot"));
        pod(tests, "seccomp", it -> Trees.object(it, "securityContext").remove("seccompProfile"));
        pod(tests, "must not share the host", it -> it.put("hostNetwork", true));
        pod(tests, "must spread its pods", it -> it.remove("topologySpreadConstraints"));
        container(tests, "containers[0].imagePolicy is no field", it -> it.put("imagePolicy", "Always"));
        container(tests, "must pin its image", it -> it.put("image", "hangil/portal:latest"));
        container(tests, "must pin its image", it -> it.put("image", "registry:5000/hangil/portal"));
        container(
                tests,
                "privilege escalation",
                it -> Trees.object(it, "securityContext").remove("allowPrivilegeEscalation"));
        container(
                tests,
                "read-only root",
                it -> Trees.object(it, "securityContext").put("readOnlyRootFilesystem", false));
        container(
                tests,
                "drop all capabilities",
                it -> Trees.object(it, "securityContext").remove("capabilities"));
        container(tests, "emptyDir at /tmp", it -> it.remove("volumeMounts"));
        container(
                tests,
                "must request cpu and memory",
                it -> Trees.object(it, "resources").remove("requests"));
        container(
                tests, "must limit memory", it -> Trees.object(it, "resources").remove("limits"));
        container(tests, "/q/health/started", it -> it.remove("startupProbe"));
        container(tests, "/q/health/ready", it -> it.remove("readinessProbe"));
        container(
                tests,
                "/q/health/live",
                it -> Trees.object(Trees.object(it, "livenessProbe"), "httpGet").put("port", "http"));
        container(
                tests,
                "which is not there",
                it -> Trees.object(it, "envFrom", 0, "configMapRef").put("name", "other"));
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
        container(tests, "listens on 8084", it -> Trees.object(it, "ports", 0).put("containerPort", 80));
        broken(
                tests,
                "does not select its own pods",
                Overlays.base()
                        .with(
                                "Deployment",
                                "portal",
                                it -> Trees.object(Trees.object(Trees.object(it, "spec"), "selector"), "matchLabels")
                                        .put("app.kubernetes.io/name", "other")));
        broken(
                tests,
                "must enforce Pod Security",
                Overlays.base()
                        .with(
                                "Namespace",
                                "hangil",
                                it -> Trees.object(it, "metadata").remove("labels")));
        broken(
                tests,
                "is outside the namespace",
                Overlays.base()
                        .with(
                                "ServiceAccount",
                                "portal",
                                it -> Trees.object(it, "metadata").put("namespace", "default")));
        broken(
                tests,
                "selects 0 workloads",
                Overlays.base()
                        .with(
                                "Service",
                                "portal",
                                it -> Trees.object(Trees.object(it, "spec"), "selector")
                                        .put("app.kubernetes.io/name", "other")));
        broken(
                tests,
                "leads to a port",
                Overlays.base()
                        .with(
                                "Service",
                                "portal",
                                it -> Trees.object(it, "spec", "ports", 0).put("targetPort", "web")));
        broken(tests, "has no Service of its name", Overlays.base().without("Service", "portal"));
        broken(
                tests,
                "needs a headless Service",
                Overlays.base()
                        .with(
                                "Service",
                                "gateway-service-pods",
                                it -> Trees.object(it, "spec").remove("clusterIP")));
        broken(tests, "0 disruption budgets", Overlays.base().without("PodDisruptionBudget", "portal"));
        broken(tests, "denies everything in hangil", Overlays.base().without("NetworkPolicy", "default-deny"));
        Manifests complete = Overlays.of("overlays/complete");
        broken(
                tests,
                "namespace redis must enforce Pod Security",
                complete.with(
                        "Namespace", "redis", it -> Trees.object(it, "metadata").remove("labels")));
        broken(tests, "denies everything in redis", complete.without("NetworkPolicy", "default-deny"));
        broken(
                tests,
                "redis: must be probed",
                complete.with(
                        "Deployment",
                        "redis",
                        it -> Trees.object(it, "spec", "template", "spec", "containers", 0)
                                .remove("livenessProbe")));
        Manifests operated = Overlays.withModel();
        broken(
                tests,
                "spec.variant is no field",
                operated.with(
                        "ModelDeployment",
                        "hangil-mini",
                        it -> Trees.object(it, "spec").putArray("variant")));
        broken(
                tests,
                "spec lacks model",
                operated.with(
                        "ModelDeployment",
                        "hangil-mini",
                        it -> Trees.object(it, "spec").remove("model")));
        broken(
                tests,
                "engine.kind is none of",
                operated.withProfiles()
                        .with(
                                "AcceleratorProfile",
                                "cpu",
                                it -> Trees.object(it, "spec", "engine").put("kind", "vlm")));
        broken(
                tests,
                "has a subject that is not there",
                operated.with(
                        "RoleBinding",
                        "inference-operator",
                        it -> Trees.object(it, "subjects", 0).remove("namespace")));
        broken(tests, "names no role", operated.without("Role", "inference-operator"));
        broken(
                tests,
                "or read secrets",
                operated.with(
                        "ClusterRole",
                        "hangil",
                        it -> ((ArrayNode) Trees.object(it, "rules", 0).get("verbs")).add("*")));
        return tests;
    }

    private static void pod(List<DynamicTest> tests, String finding, Consumer<ObjectNode> change) {
        broken(
                tests,
                finding,
                Overlays.base()
                        .with(
                                "Deployment",
                                "portal",
                                it -> change.accept(Trees.object(it, "spec", "template", "spec"))));
    }

    private static void container(List<DynamicTest> tests, String finding, Consumer<ObjectNode> change) {
        pod(tests, finding, it -> change.accept(Trees.object(it, "containers", 0)));
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
}
