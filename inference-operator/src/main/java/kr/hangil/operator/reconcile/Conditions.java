package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.reconcile.Findings.Slot;
import kr.hangil.operator.rollout.RolloutPlan;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a {@code ModelDeployment}: each a fact with a reason that programs read and a message that says to a person
 * what is missing. Messages of a state that lasts do not change, so a status that says the same is not written again.
 */
final class Conditions {

    static final String ACCEPTED = "Accepted";
    static final String ARTIFACTS_READY = "ArtifactsReady";
    static final String CAPACITY_AVAILABLE = "CapacityAvailable";
    static final String WORKLOAD_READY = "WorkloadReady";
    static final String ROUTABLE = "Routable";
    static final String PROGRESSING = "Progressing";
    static final String IDLE = "Idle";
    static final String DEGRADED = "Degraded";
    static final String READY = "Ready";

    private static final String TRUE = "True";
    private static final String FALSE = "False";

    private final Findings found;
    private final Observation seen;
    private final Map<String, Condition> conditions = new LinkedHashMap<>();

    private Conditions(Findings found) {
        this.found = found;
        this.seen = found.seen();
    }

    /** What {@code found} means; a condition that keeps its status keeps the time since when it has it. */
    static List<Condition> of(Findings found, List<Condition> before, long generation) {
        Conditions all = new Conditions(found);
        all.accepted();
        all.artifacts();
        all.capacity();
        all.workload();
        all.routable();
        all.progressing();
        all.idle();
        all.degraded();
        all.ready();
        return all.conditions.values().stream()
                .map(it -> dated(it, before, generation, found.seen().now()))
                .toList();
    }

    private static Condition dated(Condition fresh, List<Condition> before, long generation, Instant now) {
        String since = before.stream()
                .filter(it -> it.getType().equals(fresh.getType()) && Objects.equals(it.getStatus(), fresh.getStatus()))
                .map(Condition::getLastTransitionTime)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        return new ConditionBuilder(fresh)
                .withLastTransitionTime(since)
                .withObservedGeneration(generation)
                .build();
    }

    private void accepted() {
        put(
                ACCEPTED,
                found.acceptance().status(),
                found.acceptance().reason(),
                found.acceptance().message());
    }

    /** False while nothing serves and a pod has no verified weights; one pod that pulls beside others that serve is no failure. */
    private void artifacts() {
        List<Replica> pods = staying().toList();
        boolean served = pods.stream().anyMatch(Replica::started);
        List<Replica> without = pods.stream()
                .filter(it -> !it.started() && it.node() != null && !hasWeights(it))
                .toList();
        if (served || without.isEmpty()) {
            put(
                    ARTIFACTS_READY,
                    TRUE,
                    "Verified",
                    pods.isEmpty() ? "no replica needs weights" : "weights are verified");
            return;
        }
        Replica first = without.getFirst();
        String said = Objects.requireNonNullElse(seen.report(first).weights(), "not asked for yet");
        put(ARTIFACTS_READY, FALSE, withoutWeights(said), first.pod() + ": " + said);
    }

    /** The reason in a pod's own words for having none. */
    private static String withoutWeights(String said) {
        if (said.contains("signature of")) {
            return "SignatureMismatch";
        }
        if (said.contains("hashes to") || said.contains("refused")) {
            return "DigestMismatch";
        }
        return said.contains("no room") ? "InsufficientDisk" : "Downloading";
    }

    private boolean hasWeights(Replica replica) {
        String said = seen.report(replica).weights();
        return said != null && said.matches("\\S+@sha256:[0-9a-f]{64}");
    }

    private void capacity() {
        List<String> missing = new ArrayList<>();
        if (found.decision() != null) {
            missing.addAll(found.decision().missing());
        }
        for (Slot slot : found.slots()) {
            List<Replica> waiting = staying()
                    .filter(it -> it.variant().equals(slot.variant()) && it.unschedulable() != null)
                    .toList();
            if (!waiting.isEmpty()) {
                String message = slot.room().counted()
                        ? slot.room().missing((long) waiting.size() * slot.devices(), slot.region())
                        : waiting.getFirst().pod() + ": " + waiting.getFirst().unschedulable();
                if (!missing.contains(message)) {
                    missing.add(message);
                }
            }
        }
        if (missing.isEmpty()) {
            put(CAPACITY_AVAILABLE, TRUE, "Available", "no replica waits for a device");
        } else {
            put(CAPACITY_AVAILABLE, FALSE, "InsufficientDevices", String.join("; ", missing));
        }
    }

    private void workload() {
        List<Slot> lacking = found.slots().stream()
                .filter(slot -> ready(slot.variant()) < slot.min())
                .toList();
        if (lacking.isEmpty()) {
            boolean starting = found.wanted() > 0 && staying().noneMatch(Replica::ready);
            if (!starting) {
                put(WORKLOAD_READY, TRUE, "Ready", "every variant has its least replicas");
                return;
            }
        }
        List<Replica> pods = staying().filter(it -> !it.ready()).toList();
        Optional<Replica> crashing = pods.stream().filter(Replica::crashLooping).findFirst();
        Optional<Replica> stalled = pods.stream().filter(Replica::started).findFirst();
        Optional<Replica> late = pods.stream().filter(this::late).findFirst();
        if (crashing.isPresent()) {
            put(
                    WORKLOAD_READY,
                    FALSE,
                    "CrashLoop",
                    crashing.get().pod() + " crashed " + crashing.get().restarts() + " times");
        } else if (stalled.isPresent()) {
            put(WORKLOAD_READY, FALSE, "EngineStalled", stalled.get().pod() + " had started and is not ready");
        } else if (late.isPresent()) {
            put(
                    WORKLOAD_READY,
                    FALSE,
                    "StartupBudgetExceeded",
                    late.get().pod() + " has not started within its " + budget(late.get()) + " s");
        } else {
            put(WORKLOAD_READY, FALSE, "Loading", loading(lacking));
        }
    }

    private String loading(List<Slot> lacking) {
        List<Slot> named = lacking.isEmpty()
                ? found.slots().stream().filter(it -> it.wanted() > 0).toList()
                : lacking;
        return String.join(
                "; ",
                named.stream()
                        .map(it -> it.variant() + ": " + ready(it.variant()) + " of "
                                + Math.max(it.min(), Math.min(1, it.wanted())) + " ready")
                        .toList());
    }

    private boolean late(Replica replica) {
        return !replica.started()
                && replica.node() != null
                && Duration.between(replica.createdAt(), seen.now()).toSeconds() > budget(replica);
    }

    private int budget(Replica replica) {
        return found.slots().stream()
                .filter(it -> it.variant().equals(replica.variant()))
                .mapToInt(Slot::startupSeconds)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    private void routable() {
        String active = found.active();
        List<Replica> serving = staying()
                .filter(Replica::serves)
                .filter(it -> it.revision().equals(active))
                .toList();
        long reached = serving.stream().filter(seen::routable).count();
        if (reached > 0) {
            put(ROUTABLE, TRUE, "Acknowledged", "every gateway sends to the active revision");
        } else if (serving.isEmpty()) {
            put(ROUTABLE, FALSE, "NoEndpoints", "no replica of the active revision is ready");
        } else {
            put(
                    ROUTABLE,
                    FALSE,
                    "GatewayNotAcknowledged",
                    seen.gateways().expected() == 0
                            ? "no gateway is known"
                            : seen.gateways().complete()
                                    ? "a gateway does not send to the active revision yet"
                                    : seen.gateways().reports().size() + " of "
                                            + seen.gateways().expected() + " gateways answer");
        }
    }

    private void progressing() {
        RolloutPlan plan = found.plan();
        if (plan == null) {
            put(PROGRESSING, FALSE, "NotAccepted", "nothing is rolled out while the spec is not accepted");
        } else {
            put(
                    PROGRESSING,
                    plan.progress().running() ? TRUE : FALSE,
                    plan.progress().reason(),
                    plan.progress().message());
        }
    }

    private void idle() {
        boolean idle = found.acceptance().accepted() && found.wanted() == 0;
        put(
                IDLE,
                idle ? TRUE : FALSE,
                idle ? "NoDemand" : "InUse",
                idle ? "deliberately at zero; a request starts a replica" : "replicas are wanted");
    }

    private void degraded() {
        boolean serves = is(ROUTABLE, TRUE);
        List<String> down = found.slots().stream()
                .filter(slot -> slot.min() > 0 && ready(slot.variant()) < slot.min())
                .map(Slot::variant)
                .toList();
        if (serves && !down.isEmpty()) {
            put(DEGRADED, TRUE, "VariantDown", "below their least replicas: " + String.join(", ", down));
        } else if (found.decision() != null && found.decision().stale() && !is(IDLE, TRUE)) {
            put(DEGRADED, TRUE, "MetricsStale", "not every gateway answers, so nothing is reduced");
        } else {
            put(DEGRADED, FALSE, "AsSpecified", "nothing is below the spec");
        }
    }

    private void ready() {
        boolean ready = is(ACCEPTED, TRUE) && is(ARTIFACTS_READY, TRUE) && (is(ROUTABLE, TRUE) || is(IDLE, TRUE));
        if (ready) {
            boolean idle = !is(ROUTABLE, TRUE);
            put(READY, TRUE, idle ? "Idle" : "Serving", idle ? "at zero, starts on request" : "serves");
            return;
        }
        Condition first = Stream.of(ACCEPTED, ARTIFACTS_READY, CAPACITY_AVAILABLE, WORKLOAD_READY, ROUTABLE)
                .map(type -> Objects.requireNonNull(conditions.get(type)))
                .filter(it -> !it.getStatus().equals(TRUE))
                .findFirst()
                .orElseThrow();
        put(READY, FALSE, first.getReason(), first.getMessage());
    }

    private Stream<Replica> staying() {
        return seen.replicas().stream().filter(it -> !it.leaving());
    }

    private long ready(String variant) {
        return seen.of(variant).filter(Replica::serves).count();
    }

    private boolean is(String type, String status) {
        Condition condition = conditions.get(type);
        return condition != null && condition.getStatus().equals(status);
    }

    private void put(String type, String status, String reason, @Nullable String message) {
        conditions.put(
                type,
                new ConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(Objects.requireNonNullElse(message, ""))
                        .build());
    }
}
