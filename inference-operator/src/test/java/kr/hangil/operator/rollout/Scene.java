package kr.hangil.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.operator.api.AcceleratorProfileSpec.UpdateMode;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.observed.Gateways;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.observed.Workload;
import kr.hangil.operator.placement.Room;

/** One variant on a number of devices, moved step by step: what a plan asks for happens, at its own pace. */
final class Scene {

    static final String MODEL = "m";

    final int devices;
    final UpdateMode mode;
    int wanted;
    ModelDeploymentSpec.Rollout rules;
    Instant now = Instant.parse("2026-11-24T00:00:00Z");
    boolean gatewayLooks = true;
    final java.util.Set<String> broken = new java.util.HashSet<>();

    private final Map<String, Workload> workloads = new TreeMap<>();
    private final List<Replica> pods = new ArrayList<>();
    private final List<String> leaving = new ArrayList<>();
    private List<String> acknowledged = List.of();
    private int number;

    Scene(int devices, UpdateMode mode, int wanted, ModelDeploymentSpec.Rollout rules) {
        this.devices = devices;
        this.mode = mode;
        this.wanted = wanted;
        this.rules = rules;
    }

    /** One reconcile towards {@code target} and one round of the cluster. */
    RolloutPlan step(String target) {
        now = now.plusSeconds(10);
        RolloutPlan plan = plan(target);
        workloads.computeIfAbsent(target, it -> workload(it, 0, Map.of()));
        plan.obsolete()
                .forEach(name -> workloads.values().removeIf(it -> it.name().equals(name)));
        for (String revision : List.copyOf(workloads.keySet())) {
            workloads.put(
                    revision,
                    workload(
                            revision, plan.replicas("v", revision), plan.marks().getOrDefault(revision, Map.of())));
        }
        kubelet();
        return plan;
    }

    RolloutPlan plan(String target) {
        int free = devices - (int) pods.stream().filter(it -> it.node() != null).count();
        Room room = new Room(Math.max(0, free), Math.max(0, free), "nvidia.com/gpu");
        return Rollout.plan(new RolloutInput(
                rules,
                target,
                List.of(new RolloutInput.Slot("v", wanted, room, mode)),
                observation(),
                Duration.ofSeconds(600),
                Duration.ofSeconds(30)));
    }

    private Observation observation() {
        List<RoutingReport.Destination> destinations = acknowledged.stream()
                .map(it -> new RoutingReport.Destination(it, "d", "r", "kr-ulsan", false, 0))
                .toList();
        return new Observation(
                now,
                List.of(MODEL),
                List.of(),
                List.copyOf(workloads.values()),
                List.copyOf(pods),
                new Gateways(
                        1,
                        List.of(new RoutingReport(
                                "g", 1, List.of(new RoutingReport.Model(MODEL, 0, 0, 0, null, destinations))))),
                new HashMap<>());
    }

    /** Pods that were told to leave are gone a round later; new ones get a device where one is free, then become ready. */
    private void kubelet() {
        pods.removeIf(it -> leaving.contains(it.pod()));
        leaving.clear();
        for (Workload workload : List.copyOf(workloads.values())) {
            List<Replica> own = pods.stream()
                    .filter(it -> it.revision().equals(workload.revision()))
                    .sorted(java.util.Comparator.comparing(Replica::ready).reversed())
                    .toList();
            for (int i = workload.replicas(); i < own.size(); i++) {
                Replica gone = own.get(i);
                pods.set(pods.indexOf(gone), with(gone, gone.node(), false, true));
                leaving.add(gone.pod());
            }
            for (int i = own.size(); i < workload.replicas(); i++) {
                number++;
                pods.add(new Replica(
                        "p" + number,
                        "v",
                        workload.revision(),
                        null,
                        "http://p" + number,
                        false,
                        false,
                        false,
                        0,
                        false,
                        null,
                        now,
                        null));
            }
        }
        pods.replaceAll(it -> {
            if (it.leaving() || it.ready()) {
                return it;
            }
            if (it.node() == null) {
                long used = pods.stream().filter(pod -> pod.node() != null).count();
                return used < devices ? with(it, "n", false, false) : it;
            }
            return broken.contains(it.revision()) ? it : with(it, "n", true, false);
        });
        if (gatewayLooks) {
            acknowledged =
                    pods.stream().filter(Replica::serves).map(Replica::url).toList();
        }
    }

    private static Replica with(Replica of, String node, boolean ready, boolean leaving) {
        return new Replica(
                of.pod(),
                of.variant(),
                of.revision(),
                node,
                of.url(),
                ready,
                ready,
                leaving,
                0,
                false,
                null,
                of.createdAt(),
                null);
    }

    private Workload workload(String revision, int replicas, Map<String, String> marks) {
        return new Workload("v-" + revision, "v", revision, replicas, now, marks);
    }

    /** Pods that requests reach. */
    long reached() {
        return pods.stream()
                .filter(it -> it.serves() && acknowledged.contains(it.url()))
                .count();
    }

    long serving(String revision) {
        return pods.stream()
                .filter(it -> it.serves() && it.revision().equals(revision))
                .count();
    }

    int pods() {
        return pods.size();
    }

    java.util.Set<String> revisions() {
        return workloads.keySet();
    }
}
