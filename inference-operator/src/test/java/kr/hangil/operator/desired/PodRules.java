package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeploymentSpec;

/** What must hold for every inference pod, whatever is asked for. */
final class PodRules {

    private PodRules() {}

    static List<String> broken(Deployment deployment, ModelDeploymentSpec spec, AcceleratorProfileSpec profile) {
        List<String> broken = new ArrayList<>();
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Container service = pod.getContainers().getFirst();
        rule(
                broken,
                "name: at most 63 characters",
                deployment.getMetadata().getName().length() <= 63);
        rule(
                broken,
                "labels: at most 63 characters",
                deployment.getSpec().getTemplate().getMetadata().getLabels().values().stream()
                        .allMatch(it -> it.length() <= 63));
        rule(broken, "replicas are another manager's", deployment.getSpec().getReplicas() == null);
        rule(broken, "service links are off", Boolean.FALSE.equals(pod.getEnableServiceLinks()));
        rule(broken, "no token is mounted", Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()));
        rule(
                broken,
                "grace is longer than propagation and requests inside",
                pod.getTerminationGracePeriodSeconds()
                        >= spec.drain().propagationSeconds() + spec.drain().inflightSeconds() + 15L);
        rule(broken, "non-root", Boolean.TRUE.equals(pod.getSecurityContext().getRunAsNonRoot()));
        rule(
                broken,
                "seccomp is RuntimeDefault",
                pod.getSecurityContext().getSeccompProfile() != null
                        && "RuntimeDefault"
                                .equals(pod.getSecurityContext()
                                        .getSeccompProfile()
                                        .getType()));
        rule(
                broken,
                "region is a condition of the node",
                spec.variants().stream()
                        .anyMatch(
                                it -> it.region().equals(pod.getNodeSelector().get("topology.kubernetes.io/region"))));
        rule(
                broken,
                "spread is soft",
                pod.getTopologySpreadConstraints().stream()
                        .allMatch(it -> it.getWhenUnsatisfiable().equals("ScheduleAnyway")));
        Set<String> volumes = new HashSet<>();
        rule(
                broken,
                "volumes have names of their own",
                pod.getVolumes().stream().map(Volume::getName).allMatch(volumes::add));
        containers(pod).forEach(it -> container(broken, it, volumes));
        probes(broken, service, profile);
        rule(
                broken,
                "preStop waits for the gateways",
                service.getLifecycle() != null
                        && service.getLifecycle().getPreStop().getSleep().getSeconds()
                                == spec.drain().propagationSeconds());
        return broken;
    }

    private static void probes(List<String> broken, Container service, AcceleratorProfileSpec profile) {
        Probe startup = service.getStartupProbe();
        rule(
                broken,
                "startup probe gives the whole budget",
                startup.getPeriodSeconds() * startup.getFailureThreshold() >= profile.startupBudgetSeconds());
        Probe liveness = service.getLivenessProbe();
        rule(
                broken,
                "liveness is slow",
                liveness.getPeriodSeconds() * liveness.getFailureThreshold() >= 60
                        && liveness.getPeriodSeconds() >= 10);
        rule(broken, "readiness is fast", service.getReadinessProbe().getPeriodSeconds() <= 2);
    }

    private static void container(List<String> broken, Container container, Set<String> volumes) {
        String name = container.getName();
        rule(
                broken,
                name + ": capabilities are dropped",
                container.getSecurityContext().getCapabilities() != null
                        && container
                                .getSecurityContext()
                                .getCapabilities()
                                .getDrop()
                                .equals(List.of("ALL")));
        rule(
                broken,
                name + ": no privilege escalation",
                Boolean.FALSE.equals(container.getSecurityContext().getAllowPrivilegeEscalation()));
        rule(
                broken,
                name + ": memory is limited to what is requested",
                container.getResources().getLimits().get("memory") != null
                        && container
                                .getResources()
                                .getLimits()
                                .get("memory")
                                .equals(container.getResources().getRequests().get("memory")));
        rule(
                broken,
                name + ": mounts are of volumes there are",
                container.getVolumeMounts().stream().allMatch(it -> volumes.contains(it.getName())));
        Set<String> paths = new HashSet<>();
        rule(
                broken,
                name + ": mounts have places of their own",
                container.getVolumeMounts().stream().allMatch(it -> paths.add(it.getMountPath())));
        Set<String> variables = new HashSet<>();
        rule(
                broken,
                name + ": variables are set once",
                container.getEnv().stream().allMatch(it -> variables.add(it.getName())));
    }

    private static Stream<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
    }

    private static void rule(List<String> broken, String rule, boolean holds) {
        if (!holds) {
            broken.add(rule);
        }
    }
}
