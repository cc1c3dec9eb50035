package kr.hangil.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.operator.desired.DeviceClaims;
import kr.hangil.operator.desired.Marks;
import org.jspecify.annotations.Nullable;

/**
 * Writes by server-side apply, one field manager a concern, and only what differs: an object is left alone when it was last
 * applied from the same wish, by the hash in its annotation, and still has all of it.
 */
final class Applier {

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
        String hash = hash(Serialization.asJson(wanted));
        if (actual != null && isSo(wanted, actual, hash)) {
            return;
        }
        annotate(wanted, hash);
        write(wanted, WORKLOADS);
    }

    /**
     * Makes {@code wanted} with {@code replicas} from the start, and hands the replicas over to their own manager: the default
     * of a Deployment without a number is one pod, which may be one too many.
     */
    void create(Deployment wanted, int replicas) {
        Deployment first = new DeploymentBuilder(wanted)
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
        write(first, WORKLOADS);
        write(replicasOnly(wanted, replicas), SCALING);
        annotate(wanted, hash(Serialization.asJson(wanted)));
        write(wanted, WORKLOADS);
    }

    void scale(Deployment actual, int replicas) {
        if (!Objects.equals(actual.getSpec().getReplicas(), replicas)) {
            write(replicasOnly(actual, replicas), SCALING);
        }
    }

    /** Makes {@code marks} the only marks of {@code actual}. */
    void mark(Deployment actual, Map<String, String> marks) {
        Map<String, String> there =
                new TreeMap<>(Objects.requireNonNullElse(actual.getMetadata().getAnnotations(), Map.of()));
        there.keySet()
                .retainAll(java.util.Set.of(Marks.ACTIVATED_AT, Marks.ROLLOUT_SINCE, Marks.CANARY_SINCE, Marks.FAILED));
        if (there.equals(marks)) {
            return;
        }
        write(
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(actual.getMetadata().getName())
                        .withNamespace(actual.getMetadata().getNamespace())
                        .withAnnotations(marks)
                        .endMetadata()
                        .build(),
                ROLLOUT);
    }

    void delete(HasMetadata actual) {
        writes.incrementAndGet();
        client.resource(actual).delete();
    }

    /** Deletes {@code actual}, and the template of device claims that goes with it where it has one. */
    void deleteWorkload(Deployment actual) {
        delete(actual);
        if (!actual.getSpec().getTemplate().getSpec().getResourceClaims().isEmpty()) {
            writes.incrementAndGet();
            client.genericKubernetesResources(DeviceClaims.API_VERSION, DeviceClaims.KIND)
                    .inNamespace(actual.getMetadata().getNamespace())
                    .withName(actual.getMetadata().getName())
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

    private static Deployment replicasOnly(Deployment of, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(of.getMetadata().getName())
                .withNamespace(of.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
    }

    private void write(HasMetadata wanted, String manager) {
        writes.incrementAndGet();
        client.resource(wanted).fieldManager(manager).forceConflicts().serverSideApply();
    }

    private static String hash(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
