package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.desired.ForeignKind;
import org.jboss.logging.Logger;

/**
 * Objects of kinds that a cluster may lack. A kind is watched from when its definition was first seen; until then it is looked for
 * every half minute.
 */
final class ForeignObjects implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ForeignObjects.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Consumer<ResourceID> changed;
    private final Clock clock;
    private final Map<ForeignKind, SharedIndexInformer<GenericKubernetesResource>> watched =
            new EnumMap<>(ForeignKind.class);
    private Instant lookedAt = Instant.EPOCH;

    /** @param changed is told the deployment that an object which changed belongs to */
    ForeignObjects(KubernetesClient client, Consumer<ResourceID> changed, Clock clock) {
        this.client = client;
        this.changed = changed;
        this.clock = clock;
    }

    /** Kinds that the cluster has. */
    synchronized Set<ForeignKind> known() {
        Instant now = clock.instant();
        if (watched.size() < ForeignKind.values().length && !now.isBefore(lookedAt.plus(AGAIN))) {
            lookedAt = now;
            for (ForeignKind kind : ForeignKind.values()) {
                look(kind);
            }
        }
        return watched.isEmpty() ? Set.of() : EnumSet.copyOf(watched.keySet());
    }

    private void look(ForeignKind kind) {
        if (watched.containsKey(kind)) {
            return;
        }
        try {
            if (client.supports(kind.apiVersion(), kind.kind())) {
                watched.put(
                        kind,
                        client.genericKubernetesResources(kind.context())
                                .inNamespace(Objects.requireNonNullElse(client.getNamespace(), "default"))
                                .withLabel(ServingLabels.DEPLOYMENT)
                                .inform(new Changes()));
            }
        } catch (KubernetesClientException e) {
            LOG.warnf("%s cannot be watched yet: %s", kind.definition(), e.getMessage());
        }
    }

    /** Those of one deployment. */
    synchronized List<GenericKubernetesResource> of(ForeignKind kind, ResourceID deployment) {
        SharedIndexInformer<GenericKubernetesResource> informer = watched.get(kind);
        return informer == null
                ? List.of()
                : informer.getStore().list().stream()
                        .filter(it -> owner(it).equals(deployment))
                        .toList();
    }

    private static ResourceID owner(GenericKubernetesResource object) {
        return new ResourceID(
                Observer.label(object, ServingLabels.DEPLOYMENT),
                object.getMetadata().getNamespace());
    }

    @Override
    public synchronized void close() {
        watched.values().forEach(SharedIndexInformer::close);
    }

    private final class Changes implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            changed.accept(owner(object));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            // Their controllers tell their status all the time; that changes nothing here.
            if (!Objects.equals(before.get("spec"), after.get("spec"))
                    || !Objects.equals(
                            before.getMetadata().getAnnotations(),
                            after.getMetadata().getAnnotations())) {
                changed.accept(owner(after));
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean unknown) {
            changed.accept(owner(object));
        }
    }
}
