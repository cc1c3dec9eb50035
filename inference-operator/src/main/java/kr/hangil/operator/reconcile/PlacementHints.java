package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.desired.PodSettings;
import kr.hangil.operator.desired.PodTemplate;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import org.jboss.logging.Logger;

/**
 * Labels nodes with the versions whose weights lie on them, where pods of a node share them, so that later pods prefer those
 * nodes. A hint only: a label whose weights were evicted costs a download.
 */
final class PlacementHints {

    private static final Logger LOG = Logger.getLogger(PlacementHints.class);
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final KubernetesClient client;
    private final boolean shared;

    PlacementHints(KubernetesClient client, PodSettings settings) {
        this.client = client;
        this.shared = settings.nodeCache().isPresent();
    }

    void tell(ModelArtifact artifact, Observation seen) {
        if (!shared) {
            return;
        }
        String label = PodTemplate.heldBy(artifact);
        seen.replicas().stream().filter(Replica::ready).forEach(it -> {
            String node = it.node();
            if (node != null && told.add(node + " " + label)) {
                label(node, label);
            }
        });
    }

    private void label(String node, String label) {
        try {
            client.nodes()
                    .withName(node)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\":{\"labels\":{\"" + label + "\":\"true\"}}}");
        } catch (KubernetesClientException e) {
            told.remove(node + " " + label);
            LOG.warnf("node %s could not be labelled with %s: %s", node, label, e.getMessage());
        }
    }
}
