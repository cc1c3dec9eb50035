package kr.hangil.operator.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.operator.OperatorConfig;
import kr.hangil.operator.api.AcceleratorProfile;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.desired.PodSettings;
import kr.hangil.operator.gateway.GatewayWatch;
import kr.hangil.operator.pods.PodWatch;
import kr.hangil.operator.reconcile.ModelDeploymentReconciler;
import kr.hangil.operator.reconcile.Surroundings;
import kr.hangil.operator.registry.Versions;
import kr.hangil.operator.telemetry.ReplicasWanted;
import org.awaitility.Awaitility;

/** The real operator against a {@link TestCluster}, with a clock that tests move. */
public final class OperatorRun implements AutoCloseable {

    private final Operator operator;
    private final GatewayWatch watch;
    private final ModelDeploymentReconciler reconciler;
    private final MovingClock clock = new MovingClock();
    private final TestVersions versions = new TestVersions();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    public OperatorRun(TestCluster cluster, List<URI> gateways) {
        this(cluster, gateways, Map.of());
    }

    public OperatorRun(TestCluster cluster, List<URI> gateways, Map<String, String> settings) {
        this(cluster, gateways, settings, _ -> {});
    }

    /** @param published what the registry has before the operator starts */
    public OperatorRun(
            TestCluster cluster, List<URI> gateways, Map<String, String> settings, Consumer<TestVersions> published) {
        published.accept(versions);
        Map<String, String> values = new java.util.HashMap<>(Map.of(
                "hangil.operator.canary-hold", "PT0S",
                "hangil.operator.pod-interval", "PT0.2S",
                "hangil.operator.reduction-window", "PT0S",
                "hangil.operator.answer-limit", "PT2S"));
        values.putAll(settings);
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(OperatorConfig.class)
                .withMapping(PodSettings.class)
                .withValidateUnknown(false)
                .withDefaultValues(values)
                .build();
        OperatorConfig operatorConfig = config.getConfigMapping(OperatorConfig.class);
        watch = new GatewayWatch(() -> gateways, () -> "token", Duration.ofSeconds(2));
        reconciler = new ModelDeploymentReconciler(
                cluster.operatorClient(),
                new Surroundings(
                        versions,
                        watch,
                        new PodWatch(() -> "token", 1, Duration.ofHours(1), Duration.ofMillis(50), clock)),
                new ReplicasWanted(meters, operatorConfig.podInterval(), clock),
                operatorConfig,
                config.getConfigMapping(PodSettings.class),
                clock);
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(cluster.operatorClient())
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false));
        operator.register(reconciler, overrider -> overrider.settingNamespace(TestCluster.NAMESPACE));
        operator.start();
        watch.start(Duration.ofMillis(100));
    }

    public TestVersions versions() {
        return versions;
    }

    /** Replicas that the demand needs of a variant, as Prometheus hears it. */
    public double wanted(String deployment, String variant) {
        return meters.get("hangil.operator.replicas.wanted")
                .tags("model_deployment", deployment, "variant", variant)
                .gauge()
                .value();
    }

    public MovingClock clock() {
        return clock;
    }

    public long writes() {
        return reconciler.writes();
    }

    @Override
    public void close() {
        operator.stop();
        watch.close();
        reconciler.close();
    }

    /** Wall time and what tests added to it. */
    public static final class MovingClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        public void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    /** Versions by alias or digest; everything else is absent. */
    public static final class TestVersions implements Versions {
        private final Map<String, Lookup> known = new ConcurrentHashMap<>();
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        /** How many models were asked for. */
        public int asked() {
            return asked.size();
        }

        /** Lets {@code version} mean the digest that repeats {@code digit}. */
        public Digest publish(String version, char digit) {
            ModelArtifact artifact = artifact(digit, true);
            known.put(version, new Found(artifact));
            known.put(artifact.digest().value(), new Found(artifact));
            return artifact.digest();
        }

        public void set(String version, Lookup lookup) {
            known.put(version, lookup);
        }

        public static ModelArtifact artifact(char digit, boolean commercial) {
            Digest digest = new Digest("sha256:" + String.valueOf(digit).repeat(64));
            return new ModelArtifact(
                    digest,
                    new ServingSettings("gguf", 2048, List.of(), null, null, List.of("chat", "completion")),
                    new Licence("Apache-2.0", commercial),
                    "model.gguf",
                    7_400_000);
        }

        @Override
        public Lookup find(String model, String version) {
            asked.add(model);
            return known.getOrDefault(version, new Absent("the registry has no " + model + "@" + version));
        }
    }

    public static AcceleratorProfile profile(String yaml) {
        return Serialization.unmarshal(yaml, AcceleratorProfile.class);
    }

    public static ModelDeployment deployment(String yaml) {
        return Serialization.unmarshal(yaml, ModelDeployment.class);
    }

    /** Lets the kubelet go on until {@code condition} holds. */
    public static void eventually(TestCluster cluster, org.awaitility.core.ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    cluster.tick();
                    condition.run();
                });
    }

    public static String conditions(ModelDeployment deployment) {
        return deployment.statusOrEmpty().conditions().stream()
                .map(it -> it.getType() + "=" + it.getStatus() + "/" + it.getReason())
                .collect(Collectors.joining(" "));
    }
}
