package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.Span.Role;
import org.jspecify.annotations.Nullable;

/** The objects of one variant. The replicas of a Deployment are left out: another field manager sets them. */
public final class Workloads {

    /** Value of {@code app.kubernetes.io/name} of every inference pod; network policies go by it. */
    public static final String APP = "inference-service";

    /** Value of {@code app.kubernetes.io/managed-by} of everything that the operator makes. */
    public static final String MANAGED_BY = "inference-operator";

    /** Which of its group a pod is, by LeaderWorkerSet; the leader is {@code "0"}. */
    public static final String WORKER_INDEX = "leaderworkerset.sigs.k8s.io/worker-index";

    /** Pods of one group have the same value, by LeaderWorkerSet. */
    public static final String GROUP_KEY = "leaderworkerset.sigs.k8s.io/group-key";

    /** Pods of groups; network policies let them talk to each other. */
    public static final String GROUP = ServingLabels.GROUP + "/group";

    private final ModelDeployment deployment;
    private final Variant variant;
    private final AcceleratorProfileSpec profile;
    private final ModelArtifact artifact;
    private final PodSettings settings;
    private final Span span;

    public Workloads(
            ModelDeployment deployment,
            Variant variant,
            AcceleratorProfileSpec profile,
            ModelArtifact artifact,
            PodSettings settings) {
        this.deployment = deployment;
        this.variant = variant;
        this.profile = profile;
        this.artifact = artifact;
        this.settings = settings;
        this.span = Span.of(variant, profile);
    }

    /** What runs the pods of {@code revision}: a Deployment, or a LeaderWorkerSet where a replica is several pods. */
    public HasMetadata workload(String revision) {
        return span.isGroup() ? groups(revision) : deployment(revision);
    }

    /** Groups of pods of {@code revision}; when one of a group starts anew, all of it does. */
    public GenericKubernetesResource groups(String revision) {
        PodTemplate template = new PodTemplate(deployment, variant, profile, artifact, settings);
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("size", span.pods());
        group.put("restartPolicy", "RecreateGroupOnPodRestart");
        group.put("leaderTemplate", tree(template.build(revision, Role.LEADER)));
        group.put("workerTemplate", tree(template.build(revision, Role.WORKER)));
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("startupPolicy", "LeaderCreated");
        spec.put("networkConfig", Map.of("subdomainPolicy", "Shared"));
        spec.put("leaderWorkerTemplate", group);
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(ForeignKind.LEADER_WORKER_SET.apiVersion())
                .withKind(ForeignKind.LEADER_WORKER_SET.kind())
                .withNewMetadata()
                .withName(Names.group(deployment.getMetadata().getName(), variant.name(), revision))
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(labels(revision))
                .withAnnotations(adapters())
                .withOwnerReferences(owner(deployment))
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    private static Map<?, ?> tree(PodTemplateSpec template) {
        return Serialization.jsonMapper().convertValue(template, Map.class);
    }

    /** Pods of {@code revision}. */
    public Deployment deployment(String revision) {
        PodTemplate template = new PodTemplate(deployment, variant, profile, artifact, settings);
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name(revision))
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(labels(revision))
                .withAnnotations(adapters())
                .withOwnerReferences(owner(deployment))
                .endMetadata()
                .withNewSpec()
                .withRevisionHistoryLimit(1)
                .withProgressDeadlineSeconds(Math.addExact(template.startupSeconds(), 60))
                .withNewSelector()
                .withMatchLabels(selector(revision))
                .endSelector()
                .withTemplate(template.build(revision, Role.ALONE))
                .endSpec()
                .build();
    }

    /** Headless: Kubernetes copies its labels to its EndpointSlices, by which gateways find the pods. */
    public Service service(String revision) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name(revision))
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(labels(revision))
                .withOwnerReferences(owner(deployment))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(false)
                .withSelector(answering(revision))
                .addNewPort()
                .withName("http")
                .withPort(PodTemplate.HTTP)
                .withNewTargetPort("http")
                .endPort()
                .addNewPort()
                .withName("management")
                .withPort(PodTemplate.MANAGEMENT)
                .withNewTargetPort("management")
                .endPort()
                .endSpec()
                .build();
    }

    /** Lets a node be emptied pod by pod; there is none for a single replica, which it would pin to its node for ever. */
    public Optional<PodDisruptionBudget> disruptionBudget(int replicas) {
        if (replicas < 2) {
            return Optional.empty();
        }
        return Optional.of(new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(Names.variant(deployment.getMetadata().getName(), variant.name()))
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(commonLabels(deployment))
                .addToLabels(ServingLabels.VARIANT, variant.name())
                .withOwnerReferences(owner(deployment))
                .endMetadata()
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .addToMatchLabels(
                        ServingLabels.DEPLOYMENT, deployment.getMetadata().getName())
                .addToMatchLabels(ServingLabels.VARIANT, variant.name())
                .endSelector()
                .endSpec()
                .build());
    }

    /** What a pod claims devices by, where the profile names a device class. */
    public Optional<GenericKubernetesResource> claimTemplate(String revision) {
        return DeviceClaims.of(deployment, variant, profile, name(revision), labels(revision));
    }

    /** What tells later which adapters this revision has, whatever the spec says then; null where it has none. */
    private @Nullable Map<String, String> adapters() {
        return artifact.adapters().isEmpty()
                ? null
                : Map.of(
                        Marks.ADAPTERS,
                        artifact.adapters().stream()
                                .map(ModelArtifact.Adapter::name)
                                .collect(Collectors.joining(",")));
    }

    private String name(String revision) {
        return Names.workload(deployment.getMetadata().getName(), variant.name(), revision);
    }

    private Map<String, String> labels(String revision) {
        return labels(deployment, variant, revision);
    }

    private Map<String, String> selector(String revision) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(ServingLabels.DEPLOYMENT, deployment.getMetadata().getName());
        labels.put(ServingLabels.VARIANT, variant.name());
        labels.put(ServingLabels.REVISION, revision);
        return labels;
    }

    /** Of the pods that answer: of a group, its leader. */
    private Map<String, String> answering(String revision) {
        Map<String, String> labels = selector(revision);
        if (span.isGroup()) {
            labels.put(WORKER_INDEX, "0");
        }
        return labels;
    }

    static Map<String, String> labels(ModelDeployment deployment, Variant variant, String revision) {
        Map<String, String> labels = commonLabels(deployment);
        labels.put(ServingLabels.VARIANT, variant.name());
        labels.put(ServingLabels.REVISION, revision);
        labels.put(ServingLabels.REGION, variant.region());
        return labels;
    }

    private static Map<String, String> commonLabels(ModelDeployment deployment) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app.kubernetes.io/name", APP);
        labels.put("app.kubernetes.io/part-of", "hangil");
        labels.put("app.kubernetes.io/managed-by", MANAGED_BY);
        labels.put(ServingLabels.DEPLOYMENT, deployment.getMetadata().getName());
        return labels;
    }

    static OwnerReference owner(ModelDeployment deployment) {
        return new OwnerReferenceBuilder()
                .withApiVersion(deployment.getApiVersion())
                .withKind(deployment.getKind())
                .withName(deployment.getMetadata().getName())
                .withUid(deployment.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
