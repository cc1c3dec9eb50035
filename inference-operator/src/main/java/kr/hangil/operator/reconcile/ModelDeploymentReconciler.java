package kr.hangil.operator.reconcile;

import static io.javaoperatorsdk.operator.api.reconciler.Constants.WATCH_CURRENT_NAMESPACE;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.OperatorConfig;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentStatus;
import kr.hangil.operator.desired.ForeignKind;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.desired.PodSettings;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.placement.DeviceBudget;
import kr.hangil.operator.rollout.Rollout;
import kr.hangil.operator.scaling.ScalingMemory;
import kr.hangil.operator.telemetry.ReplicasWanted;
import org.jspecify.annotations.Nullable;

/**
 * One reconcile of one {@code ModelDeployment}: accept, observe, decide, apply, tell. What is decided is pure and lies in
 * {@link Decision}; here are the sources of events and the order.
 */
@Singleton
@ControllerConfiguration(
        name = "modeldeployment",
        fieldManager = "hangil-status",
        informer = @Informer(namespaces = WATCH_CURRENT_NAMESPACE))
public final class ModelDeploymentReconciler implements Reconciler<ModelDeployment>, AutoCloseable {

    private static final int REMEMBERED = 10_000;

    private final KubernetesClient client;
    private final Surroundings surroundings;
    private final ReplicasWanted wanted;
    private final OperatorConfig config;
    private final PodSettings settings;
    private final Clock clock;

    private final Applier applier;
    private final EventLog events;
    private final PlacementHints hints;
    private final SimpleInboundEventSource<ModelDeployment> outside = new SimpleInboundEventSource<>("outside");
    private final Map<String, ScalingMemory> memories = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ScalingMemory> eldest) {
            return size() > REMEMBERED;
        }
    });

    private volatile @Nullable Sources sources;
    private volatile boolean begun;

    private record Sources(
            ClusterView cluster, InformerEventSource<Pod, ModelDeployment> pods, ForeignObjects foreign) {}

    public ModelDeploymentReconciler(
            KubernetesClient client,
            Surroundings surroundings,
            ReplicasWanted wanted,
            OperatorConfig config,
            PodSettings settings,
            Clock clock) {
        this.client = client;
        this.surroundings = surroundings;
        this.wanted = wanted;
        this.config = config;
        this.settings = settings;
        this.clock = clock;
        this.applier = new Applier(client);
        this.events = new EventLog(client);
        this.hints = new PlacementHints(client, settings);
    }

    @Override
    public List<EventSource<?, ModelDeployment>> prepareEventSources(EventSourceContext<ModelDeployment> context) {
        IndexerResourceCache<ModelDeployment> primaries = context.getPrimaryCache();
        ClusterView cluster = new ClusterView(
                client,
                profile -> look(
                        primaries,
                        it -> it.getSpec().variants().stream()
                                .anyMatch(variant -> variant.profile().equals(profile))),
                () -> look(
                        primaries,
                        it -> it.statusOrEmpty()
                                .condition(Conditions.CAPACITY_AVAILABLE)
                                .map(condition -> "False".equals(condition.getStatus()))
                                .orElse(true)));
        surroundings
                .gateways()
                .onChange(names -> look(primaries, it -> names(it.getSpec()).anyMatch(names::contains)));
        InformerEventSource<Pod, ModelDeployment> podSource = children(Pod.class, context);
        ForeignObjects foreign = new ForeignObjects(client, this::look, clock);
        this.sources = new Sources(cluster, podSource, foreign);
        return List.of(
                children(Deployment.class, context),
                children(Service.class, context),
                children(PodDisruptionBudget.class, context),
                children(HorizontalPodAutoscaler.class, context),
                podSource,
                outside);
    }

    private static Stream<String> names(ModelDeploymentSpec spec) {
        return Stream.concat(spec.servedAs().stream(), spec.adapters().stream().map(ModelDeploymentSpec.Adapter::name));
    }

    private static <T extends HasMetadata> InformerEventSource<T, ModelDeployment> children(
            Class<T> type, EventSourceContext<ModelDeployment> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, ModelDeployment.class)
                        .withLabelSelector(ServingLabels.DEPLOYMENT)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(child -> Set.of(new ResourceID(
                                Observer.label(child, ServingLabels.DEPLOYMENT),
                                child.getMetadata().getNamespace())))
                        .build(),
                context);
    }

    /** Before the first reconcile there is no cache to look into, and every deployment is still to be reconciled anyway. */
    private void look(IndexerResourceCache<ModelDeployment> primaries, Predicate<ModelDeployment> concerned) {
        if (!begun) {
            return;
        }
        primaries
                .list(it -> it.getSpec() != null && concerned.test(it))
                .forEach(it -> outside.propagateEvent(ResourceID.fromResource(it)));
    }

    private void look(ResourceID deployment) {
        if (begun) {
            outside.propagateEvent(deployment);
        }
    }

    /** Writes to Kubernetes since the start, status and events aside. */
    public long writes() {
        return applier.writes();
    }

    @Override
    public UpdateControl<ModelDeployment> reconcile(ModelDeployment deployment, Context<ModelDeployment> context) {
        begun = true;
        Sources watched = Objects.requireNonNull(sources, "event sources come first");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, AcceleratorProfileSpec> profiles = watched.cluster().profiles();
        Set<ForeignKind> known = watched.foreign().known();
        Children children = Children.of(context, watched.foreign());
        Observation seen = observe(deployment, children, now);
        DeviceBudget budget = Observer.budget(
                watched.cluster().nodes(),
                watched.pods().list(),
                ClusterView.resources(profiles),
                settings.regionLabel());
        Intake intake = Intake.of(
                deployment.getSpec(), profiles, config.regions().orElse(List.of()), known, surroundings.versions());
        ModelArtifact artifact = intake.artifact();
        Findings found;
        if (artifact == null) {
            found = Decision.untouched(
                    deployment,
                    intake.acceptance(),
                    seen,
                    Rollout.activeOf(seen.workloads()).orElse(null));
        } else {
            Decision decision = new Decision(deployment, profiles, artifact, settings, config, budget);
            found = decision.decide(seen, memory(deployment, seen));
            Autoscaling autoscaling = new Autoscaling(applier, deployment, config.prometheusUrl());
            new Realisation(applier, deployment, profiles, artifact, settings, autoscaling).realise(found, children);
            hints.tell(artifact, seen);
            found.demanded()
                    .forEach((variant, count) -> wanted.tell(
                            deployment.getMetadata().getNamespace(),
                            deployment.getMetadata().getName(),
                            variant,
                            count));
        }
        return tell(deployment, Statuses.of(deployment, found, artifact), now);
    }

    private Observation observe(ModelDeployment deployment, Children children, Instant now) {
        List<Replica> replicas = Observer.replicas(children.pods());
        return new Observation(
                now,
                deployment.getSpec().servedAs(),
                deployment.getSpec().adapters().stream()
                        .map(ModelDeploymentSpec.Adapter::name)
                        .toList(),
                children.workloads().stream().map(Observer::workload).toList(),
                replicas,
                surroundings.gateways().latest(),
                surroundings.pods().reports(replicas));
    }

    private ScalingMemory memory(ModelDeployment deployment, Observation seen) {
        ScalingMemory memory = memories.computeIfAbsent(
                Objects.requireNonNullElse(deployment.getMetadata().getUid(), deployment.reference()),
                _ -> new ScalingMemory(seen.now()));
        seen.gateways().lastRequest(seen.names()).ifPresent(memory::active);
        if (seen.gateways().inFlight(seen.names()) + seen.gateways().waiting(seen.names()) > 0) {
            memory.active(seen.now());
        }
        return memory;
    }

    private UpdateControl<ModelDeployment> tell(ModelDeployment deployment, ModelDeploymentStatus status, Instant now) {
        Duration again = config.podInterval();
        ModelDeploymentStatus before = deployment.statusOrEmpty();
        if (status.equals(before)) {
            return UpdateControl.<ModelDeployment>noUpdate().rescheduleAfter(again);
        }
        events.tell(deployment, before.conditions(), status.conditions(), now);
        ModelDeployment said = new ModelDeployment();
        said.getMetadata().setName(deployment.getMetadata().getName());
        said.getMetadata().setNamespace(deployment.getMetadata().getNamespace());
        said.setStatus(status);
        return UpdateControl.patchStatus(said).rescheduleAfter(again);
    }

    @Override
    public void close() {
        Sources watched = sources;
        if (watched != null) {
            watched.cluster().close();
            watched.foreign().close();
        }
    }
}
