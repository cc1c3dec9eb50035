package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.desired.Replicas;
import kr.hangil.operator.desired.Workloads;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.observed.Workload;
import kr.hangil.operator.placement.DeviceBudget;
import org.jspecify.annotations.Nullable;

/** From Kubernetes' objects to what decisions read. */
final class Observer {

    private static final int HTTP = 8082;
    private static final String SERVICE = "inference-service";

    private Observer() {}

    static Workload workload(HasMetadata object) {
        return new Workload(
                object.getMetadata().getName(),
                label(object, ServingLabels.VARIANT),
                label(object, ServingLabels.REVISION),
                Replicas.of(object),
                Objects.requireNonNullElse(instant(object.getMetadata().getCreationTimestamp()), Instant.EPOCH),
                Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()));
    }

    /** Whether the pod still runs or is to run; one that failed or was evicted is history. */
    static boolean counts(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return !"Failed".equals(phase) && !"Succeeded".equals(phase);
    }

    /** One for each pod that answers; what keeps a pod of its group from a node keeps the replica from serving. */
    static List<Replica> replicas(Collection<Pod> pods) {
        Map<String, String> groupsWithoutNode = new HashMap<>();
        pods.stream().filter(it -> counts(it) && isWorker(it)).forEach(it -> {
            String without = unschedulable(condition(it, "PodScheduled"));
            if (without != null) {
                groupsWithoutNode.put(label(it, Workloads.GROUP_KEY), without);
            }
        });
        return pods.stream()
                .filter(it -> counts(it) && !isWorker(it))
                .map(it -> replica(it, groupsWithoutNode.get(label(it, Workloads.GROUP_KEY))))
                .toList();
    }

    private static boolean isWorker(Pod pod) {
        return !Set.of("", "0").contains(label(pod, Workloads.WORKER_INDEX));
    }

    private static Replica replica(Pod pod, @Nullable String groupWithoutNode) {
        List<ContainerStatus> containers = pod.getStatus() == null
                ? List.of()
                : Stream.concat(
                                pod.getStatus().getInitContainerStatuses().stream(),
                                pod.getStatus().getContainerStatuses().stream())
                        .toList();
        PodCondition ready = condition(pod, "Ready");
        boolean isReady = ready != null && "True".equals(ready.getStatus());
        return new Replica(
                pod.getMetadata().getName(),
                label(pod, ServingLabels.VARIANT),
                label(pod, ServingLabels.REVISION),
                pod.getSpec().getNodeName(),
                url(pod),
                containers.stream()
                        .anyMatch(it -> it.getName().equals(SERVICE) && Boolean.TRUE.equals(it.getStarted())),
                isReady,
                pod.getMetadata().getDeletionTimestamp() != null,
                containers.stream()
                        .mapToInt(it -> Objects.requireNonNullElse(it.getRestartCount(), 0))
                        .sum(),
                containers.stream().anyMatch(Observer::crashLoops),
                groupWithoutNode != null ? groupWithoutNode : unschedulable(condition(pod, "PodScheduled")),
                Objects.requireNonNullElse(instant(pod.getMetadata().getCreationTimestamp()), Instant.EPOCH),
                ready != null && isReady ? instant(ready.getLastTransitionTime()) : null);
    }

    private static @Nullable String unschedulable(@Nullable PodCondition scheduled) {
        boolean refused = scheduled != null
                && "False".equals(scheduled.getStatus())
                && "Unschedulable".equals(scheduled.getReason());
        return scheduled != null && refused
                ? Objects.requireNonNullElse(scheduled.getMessage(), "no node takes it")
                : null;
    }

    private static boolean crashLoops(ContainerStatus status) {
        return status.getState() != null
                && status.getState().getWaiting() != null
                && "CrashLoopBackOff".equals(status.getState().getWaiting().getReason());
    }

    private static @Nullable String url(Pod pod) {
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        if (ip == null || ip.isEmpty()) {
            return null;
        }
        return "http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + HTTP;
    }

    private static @Nullable PodCondition condition(Pod pod, String type) {
        return pod.getStatus() == null
                ? null
                : pod.getStatus().getConditions().stream()
                        .filter(it -> it.getType().equals(type))
                        .findFirst()
                        .orElse(null);
    }

    /** What all nodes have and what {@code pods} use of it. */
    static DeviceBudget budget(Collection<Node> nodes, Stream<Pod> pods, Set<String> resources, String regionLabel) {
        Map<String, Map<String, Long>> used = new HashMap<>();
        pods.filter(it -> it.getSpec().getNodeName() != null && counts(it)).forEach(pod -> {
            Map<String, Long> there = used.computeIfAbsent(pod.getSpec().getNodeName(), _ -> new HashMap<>());
            Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                    .forEach(container -> count(container, resources, there));
        });
        return new DeviceBudget(
                nodes.stream().map(node -> node(node, resources)).toList(), used, regionLabel);
    }

    private static void count(Container container, Set<String> resources, Map<String, Long> used) {
        if (container.getResources() == null || container.getResources().getRequests() == null) {
            return;
        }
        container.getResources().getRequests().forEach((resource, quantity) -> {
            if (resources.contains(resource)) {
                used.merge(resource, amount(quantity), Long::sum);
            }
        });
    }

    private static DeviceBudget.Node node(Node node, Set<String> resources) {
        Map<String, Long> allocatable = new HashMap<>();
        if (node.getStatus() != null && node.getStatus().getAllocatable() != null) {
            node.getStatus().getAllocatable().forEach((resource, quantity) -> {
                if (resources.contains(resource)) {
                    allocatable.put(resource, amount(quantity));
                }
            });
        }
        boolean ready = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(it -> "Ready".equals(it.getType()) && "True".equals(it.getStatus()));
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        return new DeviceBudget.Node(
                node.getMetadata().getName(),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
                ready && !cordoned,
                allocatable);
    }

    private static long amount(Quantity quantity) {
        return quantity.getNumericalAmount().longValue();
    }

    static String label(HasMetadata object, String name) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(name, "");
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
