package kr.hangil.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.desired.DeviceClaims;
import kr.hangil.operator.desired.ForeignKind;
import kr.hangil.operator.desired.Marks;
import kr.hangil.operator.desired.Names;
import kr.hangil.operator.desired.Replicas;
import org.jspecify.annotations.Nullable;

/**
 * Writes by server-side apply, one field manager a concern, and only what differs: an object is left alone when it was last
 * applied from the same wish, by the hash in its annotation, and still has all of it.
 */
final class Applier {

    private static final int HASH_DIGITS = 20;

    /** Owns what objects are: labels, templates, ports. */
    static final String WORKLOADS = "hangil-workloads";

    /** Owns {@code spec.replicas}, and nothing else does. */
    static final String SCALING = "hangil-scaling";

    /** Owns the marks of a rollout. */
    static final String ROLLOUT = "hangil-rollout";

    private final KubernetesClient client;
    private final AtomicLong writes = new AtomicLong();

    Applier(KubernetesClient client) {
        this.client = client;
    }

    /** Writes since the start, deletions included. */
    long writes() {
        return writes.get();
    }

    /** Makes {@code wanted} so; {@code actual} is null where there is none. */
    void apply(HasMetadata wanted, @Nullable HasMetadata actual) {
        String hash = Names.hash(Serialization.asJson(wanted), HASH_DIGITS);
        if (actual != null && isSo(wanted, actual, hash)) {
            return;
        }
        annotate(wanted, hash);
        write(wanted, WORKLOADS);
    }

    /**
     * Makes {@code wanted} with {@code replicas} from the start, and hands the replicas over to their own manager: the default
     * of a workload without a number is one replica, which may be one too many.
     */
    void create(HasMetadata wanted, int replicas) {
        write(Replicas.with(wanted, replicas), WORKLOADS);
        write(Replicas.with(Replicas.bare(wanted), replicas), SCALING);
        annotate(wanted, Names.hash(Serialization.asJson(wanted), HASH_DIGITS));
        write(wanted, WORKLOADS);
    }

    void scale(HasMetadata actual, int replicas) {
        if (Replicas.of(actual) != replicas) {
            write(Replicas.with(Replicas.bare(actual), replicas), SCALING);
        }
    }

    /** Makes {@code marks} the only marks of {@code actual}. */
    void mark(HasMetadata actual, Map<String, String> marks) {
        Map<String, String> there =
                new TreeMap<>(Objects.requireNonNullElse(actual.getMetadata().getAnnotations(), Map.of()));
        there.keySet()
                .retainAll(java.util.Set.of(Marks.ACTIVATED_AT, Marks.ROLLOUT_SINCE, Marks.CANARY_SINCE, Marks.FAILED));
        if (there.equals(marks)) {
            return;
        }
        HasMetadata marked = Replicas.bare(actual);
        marked.getMetadata().setAnnotations(marks);
        write(marked, ROLLOUT);
    }

    void delete(HasMetadata actual) {
        writes.incrementAndGet();
        resource(actual).delete();
    }

    /** Deletes {@code actual}, and the template of device claims that goes with it where it has one. */
    void deleteWorkload(HasMetadata actual) {
        delete(actual);
        if (Serialization.asJson(actual).contains("\"resourceClaimTemplateName\"")) {
            writes.incrementAndGet();
            client.genericKubernetesResources(DeviceClaims.API_VERSION, DeviceClaims.KIND)
                    .inNamespace(actual.getMetadata().getNamespace())
                    .withName(Names.workload(
                            Observer.label(actual, ServingLabels.DEPLOYMENT),
                            Observer.label(actual, ServingLabels.VARIANT),
                            Observer.label(actual, ServingLabels.REVISION)))
                    .delete();
        }
    }

    private static boolean isSo(HasMetadata wanted, HasMetadata actual, String hash) {
        Map<String, String> annotations = actual.getMetadata().getAnnotations();
        if (annotations == null || !hash.equals(annotations.get(Marks.APPLIED))) {
            return false;
        }
        JsonNode want = Serialization.jsonMapper().valueToTree(wanted);
        ((ObjectNode) want).remove("status");
        return Subset.holds(want, Serialization.jsonMapper().valueToTree(actual));
    }

    private static void annotate(HasMetadata wanted, String hash) {
        Map<String, String> annotations =
                new TreeMap<>(Objects.requireNonNullElse(wanted.getMetadata().getAnnotations(), Map.of()));
        annotations.put(Marks.APPLIED, hash);
        wanted.getMetadata().setAnnotations(annotations);
    }

    private void write(HasMetadata wanted, String manager) {
        writes.incrementAndGet();
        resource(wanted).fieldManager(manager).forceConflicts().serverSideApply();
    }

    private Resource<? extends HasMetadata> resource(HasMetadata object) {
        for (ForeignKind kind : ForeignKind.values()) {
            if (object instanceof GenericKubernetesResource foreign
                    && kind.kind().equals(foreign.getKind())) {
                return client.genericKubernetesResources(kind.context()).resource(foreign);
            }
        }
        return client.resource(object);
    }
}
