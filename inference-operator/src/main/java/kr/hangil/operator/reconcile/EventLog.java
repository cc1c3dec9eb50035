package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.operator.api.ModelDeployment;
import org.jboss.logging.Logger;

/** Events for people who look with {@code kubectl describe}: one when a condition worth telling changes. */
final class EventLog {

    private static final Logger LOG = Logger.getLogger(EventLog.class);
    private static final Set<String> TOLD = Set.of(
            Conditions.ACCEPTED,
            Conditions.CAPACITY_AVAILABLE,
            Conditions.PROGRESSING,
            Conditions.DEGRADED,
            Conditions.READY);
    private static final int LONGEST = 1000;

    private final KubernetesClient client;
    private final AtomicLong sequence = new AtomicLong(System.nanoTime());

    EventLog(KubernetesClient client) {
        this.client = client;
    }

    /** Tells what of {@code after} was not so {@code before}. */
    void tell(ModelDeployment about, List<Condition> before, List<Condition> after, Instant now) {
        for (Condition condition : after) {
            boolean same = before.stream()
                    .anyMatch(it -> it.getType().equals(condition.getType())
                            && it.getStatus().equals(condition.getStatus())
                            && it.getReason().equals(condition.getReason()));
            if (!same && TOLD.contains(condition.getType())) {
                record(about, condition, now);
            }
        }
    }

    private void record(ModelDeployment about, Condition condition, Instant now) {
        boolean bad = condition.getStatus().equals(condition.getType().equals(Conditions.DEGRADED) ? "True" : "False")
                && !condition.getReason().equals("Complete")
                && !condition.getReason().equals("AsSpecified");
        String message = condition.getMessage();
        try {
            client.v1()
                    .events()
                    .inNamespace(about.getMetadata().getNamespace())
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withName(
                                    about.getMetadata().getName() + "." + Long.toHexString(sequence.incrementAndGet()))
                            .withNamespace(about.getMetadata().getNamespace())
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion(about.getApiVersion())
                            .withKind(about.getKind())
                            .withName(about.getMetadata().getName())
                            .withNamespace(about.getMetadata().getNamespace())
                            .withUid(about.getMetadata().getUid())
                            .endInvolvedObject()
                            .withType(bad ? "Warning" : "Normal")
                            .withReason(condition.getReason())
                            .withMessage(condition.getType() + ": "
                                    + message.substring(0, Math.min(message.length(), LONGEST)))
                            .withNewSource()
                            .withComponent("inference-operator")
                            .endSource()
                            .withFirstTimestamp(now.toString())
                            .withLastTimestamp(now.toString())
                            .withCount(1)
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            LOG.debugf("no event about %s: %s", about.reference(), e.getMessage());
        }
    }
}
