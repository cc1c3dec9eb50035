package kr.hangil.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.operator.Golden;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.EngineKind;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Drain;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The pods of every shipped profile, whole in golden files and by rule. */
class DesiredTest {

    private static final PodSettings SETTINGS = Samples.settings(Map.of());
    private static final Map<String, AcceleratorProfileSpec> PROFILES = Samples.profiles();

    @TestFactory
    Stream<DynamicTest> shouldMakeThePodsOfEveryShippedProfile() {
        return PROFILES.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Workloads workloads = workloads(Samples.on(name), name);
                    StringBuilder yaml = new StringBuilder(Serialization.asYaml(workloads.deployment("0123456789")));
                    yaml.append(Serialization.asYaml(workloads.service("0123456789")));
                    workloads.claimTemplate("0123456789").ifPresent(it -> yaml.append(Serialization.asYaml(it)));
                    Golden.assertIs(Path.of("src/test/resources/golden/" + name + ".yaml"), yaml.toString());
                }));
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepEveryRuleOfAPod() {
        return PROFILES.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    ModelDeployment deployment = Samples.on(name);
                    Deployment made = workloads(deployment, name).deployment("0123456789");
                    assertThat(PodRules.broken(made, deployment.getSpec(), PROFILES.get(name)))
                            .isEmpty();
                }));
    }

    /** Each rule is broken once: one that does not notice is no rule. */
    @TestFactory
    Stream<DynamicTest> shouldNoticeWhenARuleIsBroken() {
        Map<String, java.util.function.Consumer<PodSpec>> breaks = new java.util.TreeMap<>();
        breaks.put("service links", it -> it.setEnableServiceLinks(null));
        breaks.put("token", it -> it.setAutomountServiceAccountToken(true));
        breaks.put("grace", it -> it.setTerminationGracePeriodSeconds(315L));
        breaks.put("non-root", it -> it.getSecurityContext().setRunAsNonRoot(false));
        breaks.put("seccomp", it -> it.getSecurityContext().setSeccompProfile(null));
        breaks.put("region", it -> it.getNodeSelector().remove("topology.kubernetes.io/region"));
        breaks.put("spread", it -> it.getTopologySpreadConstraints().getFirst().setWhenUnsatisfiable("DoNotSchedule"));
        breaks.put("volumes", it -> it.getVolumes().add(it.getVolumes().getFirst()));
        breaks.put(
                "capabilities",
                it -> it.getContainers().getFirst().getSecurityContext().setCapabilities(null));
        breaks.put(
                "startup", it -> it.getContainers().getFirst().getStartupProbe().setFailureThreshold(3));
        breaks.put(
                "liveness",
                it -> it.getContainers().getFirst().getLivenessProbe().setPeriodSeconds(1));
        breaks.put("preStop", it -> it.getContainers().getFirst().setLifecycle(null));
        breaks.put("memory", it -> it.getContainers().getFirst().getResources().setLimits(Map.of()));
        return breaks.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> {
                    ModelDeployment deployment = Samples.on("cpu");
                    Deployment made = workloads(deployment, "cpu").deployment("0123456789");
                    it.getValue().accept(made.getSpec().getTemplate().getSpec());
                    assertThat(PodRules.broken(made, deployment.getSpec(), PROFILES.get("cpu")))
                            .anyMatch(finding -> finding.contains(it.getKey()));
                }));
    }

    @Test
    void shouldStartAnEngineOnlyWhenTheLastFileIsVerified() {
        PodSpec pod = workloads(Samples.on("nvidia-h100"), "nvidia-h100")
                .deployment("0123456789")
                .getSpec()
                .getTemplate()
                .getSpec();

        Container engine = pod.getInitContainers().getFirst();
        assertThat(engine.getRestartPolicy())
                .as("a sidecar ends after the service")
                .isEqualTo("Always");
        assertThat(engine.getArgs().getFirst())
                .isEqualTo("/var/lib/hangil/weights/versions/" + "3".repeat(64) + "/tokenizer.json");
        assertThat(engine.getArgs()).containsSequence("--tensor-parallel-size", "2");
        assertThat(engine.getArgs()).containsSequence("--shutdown-timeout", String.valueOf(15 + 300 + 30 - 15));
        assertThat(engine.getEnv()).anyMatch(it -> it.getName().equals("HF_HUB_OFFLINE"));
        assertThat(pod.getContainers().getFirst().getEnv())
                .anyMatch(it -> it.getName().equals("HANGIL_INFERENCE_ENGINE_KIND")
                        && it.getValue().equals("openai-http"));
    }

    /** One replica on two nodes: groups, which another kind of object runs. */
    @TestFactory
    Stream<DynamicTest> shouldMakeGroupsWhereDevicesAreOnSeveralNodes() {
        return Stream.of(EngineKind.VLLM, EngineKind.SGLANG)
                .map(engine -> DynamicTest.dynamicTest(engine.wire(), () -> {
                    ModelDeployment deployment = Samples.on("nvidia-h100");
                    ModelDeploymentSpec spec = deployment.getSpec();
                    deployment.setSpec(new ModelDeploymentSpec(
                            spec.model(),
                            spec.servedAs(),
                            spec.adapters(),
                            List.of(new Variant("ulsan", "kr-ulsan", "nvidia-h100", 16, 1, 4)),
                            spec.routing(),
                            spec.scaling(),
                            spec.rollout(),
                            spec.drain()));
                    AcceleratorProfileSpec profile = onNodesOfEight(engine);
                    Workloads workloads = new Workloads(
                            deployment,
                            deployment.getSpec().variants().getFirst(),
                            profile,
                            Samples.SAFETENSORS,
                            SETTINGS);
                    Golden.assertIs(
                            Path.of("src/test/resources/golden/group-" + engine.wire() + ".yaml"),
                            Serialization.asYaml(workloads.workload("0123456789"))
                                    + Serialization.asYaml(workloads.service("0123456789")));
                    for (Span.Role role : List.of(Span.Role.LEADER, Span.Role.WORKER)) {
                        Deployment same = workloads.deployment("0123456789");
                        same.getSpec()
                                .setTemplate(new PodTemplate(
                                                deployment,
                                                deployment.getSpec().variants().getFirst(),
                                                profile,
                                                Samples.SAFETENSORS,
                                                SETTINGS)
                                        .build("0123456789", role));
                        assertThat(PodRules.broken(same, deployment.getSpec(), profile))
                                .isEmpty();
                    }
                }));
    }

    @Test
    void shouldRefuseGroupsThatDoNotDivide() {
        ModelDeploymentSpec spec = Samples.on("nvidia-h100").getSpec();
        ModelDeploymentSpec odd = new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                spec.adapters(),
                List.of(new Variant("ulsan", "kr-ulsan", "nvidia-h100", 17, 1, 4)),
                spec.routing(),
                spec.scaling(),
                spec.rollout(),
                spec.drain());

        assertThat(Acceptance.check(odd, Map.of("nvidia-h100", onNodesOfEight(EngineKind.VLLM)), List.of()))
                .hasValueSatisfying(
                        it -> assertThat(it.message()).contains("17 devices").contains("3 nodes"));
        assertThat(Acceptance.check(odd, Map.of("nvidia-h100", onNodesOfEight(EngineKind.FURIOSA_LLM)), List.of()))
                .hasValueSatisfying(it -> assertThat(it.message()).contains("does not work across nodes"));
    }

    @Test
    void shouldKeepNamesOfGroupsShortEnoughForTheirPods() {
        assertThat(Names.group("d".repeat(63), "v".repeat(24), "0123456789"))
                .hasSizeLessThanOrEqualTo(50)
                .endsWith("-0123456789-g");
    }

    /** What another controller scales by, free and held. */
    @Test
    void shouldMakeAutoscalersOfAWorkload() throws java.io.IOException {
        ModelDeployment deployment = Samples.on("cpu");
        Deployment workload = workloads(deployment, "cpu").deployment("0123456789");
        Autoscalers autoscalers = new Autoscalers(deployment);
        Autoscalers.Bounds free = new Autoscalers.Bounds(0, 4);
        Autoscalers.Bounds held = Autoscalers.Bounds.held(2);
        java.net.URI prometheus = java.net.URI.create("http://prometheus.monitoring:9090");

        Golden.assertIs(
                Path.of("src/test/resources/golden/autoscalers.yaml"),
                Serialization.asYaml(autoscalers.horizontal(workload, free))
                        + Serialization.asYaml(autoscalers.horizontal(workload, held))
                        + Serialization.asYaml(autoscalers.scaledObject(workload, free, prometheus))
                        + Serialization.asYaml(autoscalers.scaledObject(workload, held, prometheus)));
    }

    private static AcceleratorProfileSpec onNodesOfEight(EngineKind engine) {
        AcceleratorProfileSpec shipped = PROFILES.get("nvidia-h100");
        return new AcceleratorProfileSpec(
                shipped.vendor(),
                shipped.request(),
                shipped.nodeSelector(),
                shipped.tolerations(),
                shipped.perDevice(),
                8,
                shipped.shm(),
                new AcceleratorProfileSpec.Engine(engine, "engine:1", null, List.of(), Map.of(), 64),
                shipped.startupBudgetSeconds(),
                shipped.updateMode());
    }

    @Test
    void shouldGivePodsTheKeysThatModelsAreSignedBy() {
        ModelDeployment deployment = Samples.on("cpu");
        PodSettings settings = Samples.settings(Map.of("hangil.operator.pod.trusted-keys", "model-signers"));
        PodSpec pod = new Workloads(
                        deployment,
                        deployment.getSpec().variants().getFirst(),
                        PROFILES.get("cpu"),
                        Samples.SAFETENSORS,
                        settings)
                .deployment("0123456789")
                .getSpec()
                .getTemplate()
                .getSpec();

        assertThat(pod.getVolumes())
                .filteredOn(it -> it.getName().equals("trusted-keys"))
                .singleElement()
                .satisfies(it -> assertThat(it.getConfigMap().getName()).isEqualTo("model-signers"));
        Container service = pod.getContainers().getFirst();
        assertThat(service.getVolumeMounts())
                .anySatisfy(it -> assertThat(it.getMountPath()).isEqualTo("/etc/hangil/trusted-keys"));
        assertThat(service.getEnv())
                .anyMatch(it -> it.getName().equals("HANGIL_WEIGHTS_TRUSTED_KEYS")
                        && it.getValue().equals("/etc/hangil/trusted-keys"));
    }

    @Test
    void shouldClaimDevicesByDeviceClassWhereAProfileSaysSo() {
        AcceleratorProfileSpec shipped = PROFILES.get("rebellions");
        AcceleratorProfileSpec dynamic = new AcceleratorProfileSpec(
                shipped.vendor(),
                new AcceleratorProfileSpec.DeviceRequest(null, "npu.rebellions.ai", List.of("true")),
                shipped.nodeSelector(),
                shipped.tolerations(),
                shipped.perDevice(),
                null,
                shipped.shm(),
                shipped.engine(),
                shipped.startupBudgetSeconds(),
                shipped.updateMode());
        ModelDeployment deployment = Samples.on("rebellions");
        Workloads workloads = new Workloads(
                deployment, deployment.getSpec().variants().getFirst(), dynamic, Samples.SAFETENSORS, SETTINGS);

        PodSpec pod = workloads.deployment("0123456789").getSpec().getTemplate().getSpec();

        assertThat(pod.getResourceClaims())
                .singleElement()
                .satisfies(it -> assertThat(it.getResourceClaimTemplateName())
                        .isEqualTo(workloads
                                .claimTemplate("0123456789")
                                .orElseThrow()
                                .getMetadata()
                                .getName()));
        assertThat(pod.getInitContainers().getFirst().getResources().getClaims())
                .hasSize(1);
    }

    @Test
    void shouldNameARevisionByWhatRunsAndNothingElse() {
        ModelDeployment deployment = Samples.on("cpu");
        String revision = revision(deployment);

        assertThat(revision).matches("[0-9a-f]{10}");
        assertThat(revision(with(deployment, spec -> new Variant("gwangju", "kr-gwangju", "cpu", 2, 0, 9), null)))
                .as("another region and other replicas")
                .isEqualTo(revision);
        assertThat(revision(with(deployment, spec -> new Variant("ulsan", "kr-ulsan", "cpu", 1, 1, 4), null)))
                .as("other devices")
                .isNotEqualTo(revision);
        assertThat(revision(with(deployment, null, new Drain(15, 600))))
                .as("another drain")
                .isNotEqualTo(revision);
    }

    @Test
    void shouldRefuseABudgetChainThatCannotHold() {
        ModelDeployment slow = Samples.on("rebellions");
        ModelDeploymentSpec spec = slow.getSpec();
        ModelDeploymentSpec impatient = new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                spec.adapters(),
                spec.variants(),
                spec.routing(),
                spec.scaling(),
                new ModelDeploymentSpec.Rollout(1, 0, 10, true, 600),
                spec.drain());
        ModelDeploymentSpec fromZero = new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                spec.adapters(),
                List.of(new Variant("ulsan", "kr-ulsan", "rebellions", 2, 0, 4)),
                spec.routing(),
                spec.scaling(),
                spec.rollout(),
                spec.drain());

        assertThat(Acceptance.check(spec, PROFILES, List.of())).isEmpty();
        assertThat(Acceptance.check(impatient, PROFILES, List.of()))
                .hasValueSatisfying(it -> assertThat(it.reason()).isEqualTo("BudgetChain"));
        assertThat(Acceptance.check(fromZero, PROFILES, List.of()))
                .hasValueSatisfying(it -> assertThat(it.message()).contains("coldStartHoldSeconds is 600"));
    }

    @Test
    void shouldRefuseARegionOutsideTheResidency() {
        ModelDeploymentSpec spec = Samples.on("cpu").getSpec();
        ModelDeploymentSpec elsewhere = new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                spec.adapters(),
                List.of(new Variant("tokyo", "jp-tokyo", "cpu", 1, 1, 1)),
                spec.routing(),
                spec.scaling(),
                spec.rollout(),
                spec.drain());

        assertThat(Acceptance.check(elsewhere, PROFILES, List.of()))
                .hasValueSatisfying(it -> assertThat(it.reason()).isEqualTo("ResidencyConflict"));
    }

    @Test
    void shouldRefuseALicenceThatForbidsServing() {
        ModelArtifact free = new ModelArtifact(
                Samples.SAFETENSORS.digest(),
                Samples.SAFETENSORS.serving(),
                new kr.hangil.contracts.registry.Licence("CC-BY-NC-4.0", false),
                "a",
                1);

        assertThat(Acceptance.check(Samples.on("cpu").getSpec(), free))
                .hasValueSatisfying(it -> assertThat(it.reason()).isEqualTo("LicenceForbids"));
    }

    private static Workloads workloads(ModelDeployment deployment, String profile) {
        return new Workloads(
                deployment,
                deployment.getSpec().variants().getFirst(),
                PROFILES.get(profile),
                Samples.SAFETENSORS,
                SETTINGS);
    }

    private static String revision(ModelDeployment deployment) {
        return Revisions.of(deployment, PROFILES, Samples.SAFETENSORS, SETTINGS);
    }

    private static ModelDeployment with(
            ModelDeployment of, java.util.function.Function<ModelDeploymentSpec, Variant> variant, Drain drain) {
        ModelDeploymentSpec spec = of.getSpec();
        ModelDeployment copy = Samples.on("cpu");
        copy.setSpec(new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                spec.adapters(),
                variant == null ? spec.variants() : List.of(variant.apply(spec)),
                spec.routing(),
                spec.scaling(),
                spec.rollout(),
                drain == null ? spec.drain() : drain));
        return copy;
    }
}
