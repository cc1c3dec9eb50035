package kr.hangil.operator.placement;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.Span;

/**
 * Devices of all nodes, and who has them. A pod's devices are on one node, so free ones are counted node by node. Only
 * inference pods are counted as users: nodes with accelerators are theirs.
 */
public final class DeviceBudget {

    private final List<Node> nodes;
    private final Map<String, Map<String, Long>> used;
    private final String regionLabel;

    /**
     * @param nodes all nodes
     * @param used devices in use, by node and resource
     * @param regionLabel label by which nodes say their region
     */
    public DeviceBudget(List<Node> nodes, Map<String, Map<String, Long>> used, String regionLabel) {
        this.nodes = List.copyOf(nodes);
        this.used = Map.copyOf(used);
        this.regionLabel = regionLabel;
    }

    /**
     * A node and the devices it has.
     *
     * @param name of the node
     * @param labels its labels
     * @param takesPods whether it is ready and not cordoned
     * @param allocatable devices it has, by resource
     */
    public record Node(String name, Map<String, String> labels, boolean takesPods, Map<String, Long> allocatable) {
        public Node {
            labels = Map.copyOf(labels);
            allocatable = Map.copyOf(allocatable);
        }
    }

    /** What is left for {@code variant}. */
    public Room room(Variant variant, AcceleratorProfileSpec profile) {
        AcceleratorProfileSpec.DeviceRequest request = profile.request();
        String resource = request == null ? null : request.extendedResource();
        if (resource == null) {
            return Room.UNCOUNTED;
        }
        Span span = Span.of(variant, profile);
        long free = 0;
        long pods = 0;
        for (Node node : nodes) {
            if (takes(node, variant, profile)) {
                long left = Math.max(0, node.allocatable().getOrDefault(resource, 0L) - used(node, resource));
                free += left;
                pods += left / span.devices();
            }
        }
        return new Room((int) Math.min(pods / span.pods(), Room.UNKNOWN - 1L), free, resource);
    }

    private boolean takes(Node node, Variant variant, AcceleratorProfileSpec profile) {
        return node.takesPods()
                && variant.region().equals(node.labels().get(regionLabel))
                && node.labels().entrySet().containsAll(profile.nodeSelector().entrySet());
    }

    private long used(Node node, String resource) {
        return Objects.requireNonNullElse(used.get(node.name()), Map.<String, Long>of())
                .getOrDefault(resource, 0L);
    }
}
