package kr.hangil.operator.desired;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.operator.Golden;
import kr.hangil.operator.api.AcceleratorProfile;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;

/** What tests of pods are made from: the shipped profiles and one deployment on each of them. */
public final class Samples {

    static final ModelArtifact SAFETENSORS = new ModelArtifact(
            new Digest("sha256:" + "3".repeat(64)),
            new ServingSettings("safetensors", 8192, List.of(), "hermes", null, List.of("chat", "tools")),
            new Licence("hyperclovax-seed", true),
            "tokenizer.json",
            3_200_000_000L);

    /** What adapters of {@link #SAFETENSORS} are, by a digit of their digests. */
    static ModelArtifact.Adapter adapter(String name, char digit, int rank) {
        ModelArtifact version = new ModelArtifact(
                new Digest("sha256:" + String.valueOf(digit).repeat(64)),
                new ServingSettings("safetensors", 8192, List.of(), null, null, List.of("chat")),
                new Licence("Apache-2.0", true),
                "adapter_model.safetensors",
                40_000_000L);
        return new ModelArtifact.Adapter(
                new ModelDeploymentSpec.Adapter(name, "acme/" + name + "-lora", "prod", rank), version);
    }

    private Samples() {}

    /** The profiles that are shipped, by name. */
    public static Map<String, AcceleratorProfileSpec> profiles() {
        Map<String, AcceleratorProfileSpec> profiles = new TreeMap<>();
        try (Stream<Path> files = Files.list(Golden.root().resolve("k8s/components/operator/profiles"))) {
            for (Path file : files.sorted().toList()) {
                AcceleratorProfile profile = Serialization.unmarshal(Files.readString(file), AcceleratorProfile.class);
                profiles.put(profile.getMetadata().getName(), profile.getSpec());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return profiles;
    }

    public static PodSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(PodSettings.class)
                .withValidateUnknown(false)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(PodSettings.class);
    }

    static ModelDeployment on(String profile) {
        return Serialization.unmarshal("""
                apiVersion: serving.hangil.kr/v1alpha1
                kind: ModelDeployment
                metadata: {name: seed, namespace: hangil, uid: 11111111-1111-1111-1111-111111111111}
                spec:
                  model: {name: naver/hyperclovax-seed, version: prod}
                  servedAs: [hyperclovax-seed, seed]
                  variants:
                  - {name: ulsan, region: kr-ulsan, profile: %s, devicesPerReplica: 2, min: 1, max: 4}
                """.formatted(profile), ModelDeployment.class);
    }
}
