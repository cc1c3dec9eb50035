package kr.hangil.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.EngineKind;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.desired.Acceptance.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters, from the spec to what pods and engines are told. */
class AdaptersTest {

    private static final PodSettings SETTINGS = Samples.settings(Map.of());
    private static final Map<String, AcceleratorProfileSpec> PROFILES = Samples.profiles();
    private static final String VERSIONS = "/var/lib/hangil/weights/versions/";
    private static final String LEGAL = VERSIONS + "a".repeat(64);
    private static final String TAX = VERSIONS + "b".repeat(64);
    private static final ModelArtifact ADAPTED =
            Samples.SAFETENSORS.with(List.of(Samples.adapter("legal", 'a', 16), Samples.adapter("tax", 'b', 33)));

    private static Deployment made(AcceleratorProfileSpec profile, ModelArtifact artifact) {
        ModelDeployment deployment = Samples.on("nvidia-h100");
        return new Workloads(deployment, deployment.getSpec().variants().getFirst(), profile, artifact, SETTINGS)
                .deployment("0123456789");
    }

    private static AcceleratorProfileSpec running(EngineKind engine) {
        AcceleratorProfileSpec shipped = PROFILES.get("nvidia-h100");
        return new AcceleratorProfileSpec(
                shipped.vendor(),
                shipped.request(),
                shipped.nodeSelector(),
                shipped.tolerations(),
                shipped.perDevice(),
                null,
                shipped.shm(),
                new AcceleratorProfileSpec.Engine(engine, "engine:1", null, List.of(), Map.of(), 64),
                shipped.startupBudgetSeconds(),
                shipped.updateMode());
    }

    private static String told(PodSpec pod, String variable) {
        return pod.getContainers().getFirst().getEnv().stream()
                .filter(it -> it.getName().equals(variable))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource({"VLLM, vllm", "SGLANG, sglang", "LLAMACPP, ''"})
    void shouldTellThePodWhichAdaptersItServes(EngineKind engine, String dialect) {
        // When
        Deployment made = made(running(engine), ADAPTED);

        // Then
        PodSpec pod = made.getSpec().getTemplate().getSpec();
        assertThat(told(pod, "HANGIL_INFERENCE_ADAPTERS"))
                .isEqualTo("legal=acme/legal-lora@sha256:" + "a".repeat(64) + ",tax=acme/tax-lora@sha256:"
                        + "b".repeat(64));
        assertThat(told(pod, "HANGIL_INFERENCE_ENGINE_DIALECT")).isEqualTo(dialect);
        assertThat(made.getMetadata().getAnnotations()).containsEntry(Marks.ADAPTERS, "legal,tax");
    }

    @Test
    void shouldStartEnginesWithAdaptersWhenAllAreVerified() {
        // When
        Container vllm = engine(EngineKind.VLLM);
        Container sglang = engine(EngineKind.SGLANG);

        // Then
        assertThat(vllm.getArgs())
                .startsWith(
                        VERSIONS + "3".repeat(64) + "/tokenizer.json",
                        LEGAL + "/adapter_model.safetensors",
                        TAX + "/adapter_model.safetensors",
                        "--",
                        "vllm")
                .containsSequence("--enable-lora", "--max-loras", "2", "--max-lora-rank", "64")
                .containsSequence("--lora-modules", "legal=" + LEGAL, "tax=" + TAX);
        assertThat(sglang.getArgs()).containsSequence("--enable-lora", "--lora-paths", "legal=" + LEGAL, "tax=" + TAX);
    }

    /** The script itself, by the shell that runs it: with an adapter's file missing it must not have become the engine. */
    @Test
    void shouldNotBecomeTheEngineBeforeTheLastFileIsThere(@TempDir Path folder) throws Exception {
        // Given
        Path model = Files.createFile(folder.resolve("model"));
        Path adapter = folder.resolve("adapter");
        Path started = folder.resolve("started");
        List<String> command = new ArrayList<>(engine(EngineKind.VLLM).getCommand());
        command.addAll(List.of(model.toString(), adapter.toString(), "--", "touch", started.toString(), "--"));
        Process process = new ProcessBuilder(command).start();
        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(started).doesNotExist();

        // When
        Files.createFile(adapter);

        // Then
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(started).exists();
    }

    private static Container engine(EngineKind kind) {
        return made(running(kind), ADAPTED)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getInitContainers()
                .getFirst();
    }

    @Test
    void shouldSayNothingOfAdaptersWhereThereAreNone() {
        // When
        Deployment made = made(running(EngineKind.VLLM), Samples.SAFETENSORS);

        // Then
        PodSpec pod = made.getSpec().getTemplate().getSpec();
        assertThat(pod.toString()).doesNotContain("lora", "ADAPTERS", "DIALECT");
        assertThat(made.getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void shouldBeAnotherRevisionWithOtherAdapters() {
        // Given
        List<ModelArtifact> versions = new ArrayList<>(List.of(Samples.SAFETENSORS, ADAPTED));
        versions.add(Samples.SAFETENSORS.with(List.of(Samples.adapter("legal", 'a', 16))));
        versions.add(Samples.SAFETENSORS.with(List.of(Samples.adapter("legal", 'c', 16))));
        versions.add(Samples.SAFETENSORS.with(List.of(Samples.adapter("lawful", 'c', 16))));

        // When
        List<String> revisions = versions.stream()
                .map(it -> Revisions.of(Samples.on("nvidia-h100"), PROFILES, it, SETTINGS))
                .toList();

        // Then
        assertThat(revisions).doesNotHaveDuplicates();
    }

    @Test
    void shouldGiveAPodTimeToPullItsAdapters() {
        // When
        int without = PodTemplate.startupSeconds(PROFILES.get("nvidia-h100"), Samples.SAFETENSORS, SETTINGS);
        int with = PodTemplate.startupSeconds(PROFILES.get("nvidia-h100"), ADAPTED, SETTINGS);

        // Then: 80 MB at 25 MiB/s
        assertThat(with - without).isBetween(3, 4);
    }

    private static ModelDeploymentSpec asking(String profile) {
        ModelDeploymentSpec spec = Samples.on(profile).getSpec();
        return new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                List.of(new ModelDeploymentSpec.Adapter("legal", "acme/legal-lora", "prod", 16)),
                spec.variants(),
                spec.routing(),
                spec.scaling(),
                spec.rollout(),
                spec.drain());
    }

    @ParameterizedTest
    @CsvSource({"furiosa-rngd, furiosa-llm", "rebellions, vllm-rbln"})
    void shouldRefuseAdaptersOnAnEngineThatHasNone(String profile, String engine) {
        assertThat(Acceptance.check(asking(profile), PROFILES, List.of())).hasValueSatisfying(it -> {
            assertThat(it.reason()).isEqualTo("AdaptersImpossible");
            assertThat(it.message()).contains("variant ulsan is served by " + engine, "profile " + profile);
        });
        assertThat(Acceptance.check(asking("nvidia-h100"), PROFILES, List.of())).isEmpty();
        assertThat(Acceptance.check(asking("cpu"), PROFILES, List.of())).isEmpty();
    }

    @Test
    void shouldRefuseAnAdapterThatMayNotOrCannotBeServed() {
        // Given
        ModelArtifact.Adapter legal = ADAPTED.adapters().getFirst();
        ModelArtifact version = legal.version();
        ModelArtifact forbidden =
                new ModelArtifact(version.digest(), version.serving(), new Licence("CC-BY-NC-4.0", false), "a", 1);
        ServingSettings gguf = new ServingSettings("gguf", 8192, List.of(), null, null, List.of("chat"));
        ModelArtifact other = new ModelArtifact(version.digest(), gguf, version.licence(), "a", 1);

        // When, Then
        assertThat(refusal(legal, version)).isNull();
        assertThat(refusal(legal, forbidden))
                .isEqualTo(new Refusal(
                        "LicenceForbids",
                        "licence CC-BY-NC-4.0 of acme/legal-lora does not allow serving it to tenants"));
        assertThat(refusal(legal, other))
                .isEqualTo(new Refusal("AdaptersImpossible", "adapter legal is gguf and its model safetensors"));
    }

    private static @org.jspecify.annotations.Nullable Refusal refusal(
            ModelArtifact.Adapter adapter, ModelArtifact version) {
        ModelArtifact artifact = Samples.SAFETENSORS.with(List.of(new ModelArtifact.Adapter(adapter.asked(), version)));
        return Acceptance.check(asking("cpu"), artifact).orElse(null);
    }
}
