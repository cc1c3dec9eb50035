package kr.hangil.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of device needs.
 *
 * @param vendor who makes the device
 * @param request how a pod asks for devices; absent for {@link Vendor#CPU} only
 * @param nodeSelector labels of nodes that have the device
 * @param tolerations of the taints such nodes have
 * @param perDevice processor and memory that go with one device
 * @param devicesPerNode devices of one node that work together, 1..64: a replica of more is a group of pods on several nodes;
 *     absent: all devices of a replica are on one node
 * @param shm size of {@code /dev/shm}, for tensor parallelism; absent: the runtime's default
 * @param engine what runs on the device
 * @param startupBudgetSeconds longest time from the start of a pod to its first token, 1..86400
 * @param updateMode what a rollout does where no device is spare
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "self.vendor == 'cpu' ? !has(self.request) : has(self.request)",
        message = "every vendor but cpu requests a device, cpu requests none")
public record AcceleratorProfileSpec(
        @Required @JsonPropertyDescription("Who makes the device")
        Vendor vendor,

        @JsonPropertyDescription("How a pod asks for devices; absent for cpu only") @Nullable
        DeviceRequest request,

        @Size(max = 16) @JsonPropertyDescription("Labels of nodes that have the device")
        Map<String, String> nodeSelector,

        @Size(max = 16) @JsonPropertyDescription("Tolerations of the taints such nodes have")
        List<Toleration> tolerations,

        @Required @JsonPropertyDescription("Processor and memory that go with one device")
        PerDevice perDevice,

        @Min(1)
        @Max(64)
        @JsonPropertyDescription(
                "Devices of one node that work together; a replica of more is a group of pods on several nodes")
        @Nullable
        Integer devicesPerNode,

        @Pattern(QUANTITY) @JsonPropertyDescription("Size of /dev/shm") @Nullable
        String shm,

        @Required @JsonPropertyDescription("What runs on the device")
        Engine engine,

        @Default("600")
        @Min(1)
        @Max(86400)
        @JsonPropertyDescription("Longest time from the start of a pod to its first token, seconds")
        int startupBudgetSeconds,

        @Default("Surge") @JsonPropertyDescription("What a rollout does where no device is spare")
        UpdateMode updateMode) {

    /** A Kubernetes quantity above zero, as far as a pattern can tell. */
    static final String QUANTITY = "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$";

    public AcceleratorProfileSpec {
        nodeSelector = nodeSelector == null ? new TreeMap<>() : new TreeMap<>(nodeSelector);
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        startupBudgetSeconds = startupBudgetSeconds == 0 ? 600 : startupBudgetSeconds;
        updateMode = Objects.requireNonNullElse(updateMode, UpdateMode.SURGE);
    }

    /** Who makes the device. */
    public enum Vendor {
        @JsonProperty("nvidia")
        NVIDIA,
        @JsonProperty("furiosa")
        FURIOSA,
        @JsonProperty("rebellions")
        REBELLIONS,
        @JsonProperty("cpu")
        CPU
    }

    /** What a rollout does where no device is spare. */
    public enum UpdateMode {
        /** An old pod leaves before the new one starts. */
        @JsonProperty("RecreateWhenFull")
        RECREATE_WHEN_FULL,
        /** It waits until a device is spare. */
        @JsonProperty("Surge")
        SURGE
    }

    /**
     * Exactly one of the two ways to ask for a device.
     *
     * @param extendedResource name of a device plugin's resource, for example {@code nvidia.com/gpu}
     * @param deviceClass name of a {@code DeviceClass} (dynamic resource allocation)
     * @param cel expressions a device of the class must satisfy
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "has(self.extendedResource) != has(self.deviceClass)",
            message = "exactly one of extendedResource and deviceClass")
    @ValidationRule(
            value = "!has(self.cel) || size(self.cel) == 0 || has(self.deviceClass)",
            message = "cel goes with deviceClass only")
    public record DeviceRequest(
            @Size(min = 1, max = 128)
            @JsonPropertyDescription("Resource of a device plugin, for example nvidia.com/gpu")
            @Nullable
            String extendedResource,

            @Size(min = 1, max = 128) @JsonPropertyDescription("DeviceClass of dynamic resource allocation") @Nullable
            String deviceClass,

            @Size(max = 8) @JsonPropertyDescription("Expressions that a device of the class must satisfy")
            List<@Size(max = 1024) String> cel) {

        public DeviceRequest {
            cel = cel == null ? List.of() : List.copyOf(cel);
        }

        /** What people call the device in messages. */
        public String what() {
            return extendedResource != null ? extendedResource : Objects.requireNonNullElse(deviceClass, "device");
        }
    }

    /**
     * Processor and memory that go with one device.
     *
     * @param cpu cores, for example {@code "16"}
     * @param memory for example {@code 157Gi}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PerDevice(
            @Required @Pattern(QUANTITY) @JsonPropertyDescription("Processor cores")
            String cpu,

            @Required @Pattern(QUANTITY) @JsonPropertyDescription("Memory")
            String memory) {}

    /**
     * The engine that runs on the device.
     *
     * @param kind which engine
     * @param image its image, by digest or version; absent for {@link EngineKind#LLAMACPP}, which is in the pod's own image
     * @param metricsDialect whose metric names it uses; absent: its kind's
     * @param args arguments added to those that the operator gives
     * @param env variables added to those that the operator gives
     * @param slots requests decoded at once, 1..1024: a replica with that many running is full
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "self.kind == 'llamacpp' ? !has(self.image) : has(self.image)",
            message = "llamacpp is in the pod's own image, every other engine has one of its own")
    public record Engine(
            @Required @JsonPropertyDescription("Which engine")
            EngineKind kind,

            @Size(min = 1, max = 512)
            @JsonPropertyDescription("Its image, by digest or version; absent for llamacpp")
            @Nullable
            String image,

            @JsonPropertyDescription("Whose metric names it uses; absent: its kind's") @Nullable
            EngineKind metricsDialect,

            @Size(max = 64) @JsonPropertyDescription("Arguments added to those that the operator gives")
            List<@Size(max = 512) String> args,

            @Size(max = 64) @JsonPropertyDescription("Variables added to those that the operator gives")
            Map<String, String> env,

            @Default("4")
            @Min(1)
            @Max(1024)
            @JsonPropertyDescription("Requests decoded at once; a replica with that many running is full")
            int slots) {

        public Engine {
            args = args == null ? List.of() : List.copyOf(args);
            env = env == null ? new TreeMap<>() : new TreeMap<>(env);
            slots = slots == 0 ? 4 : slots;
        }

        /** Whose metric names it uses. */
        public EngineKind dialect() {
            return Objects.requireNonNullElse(metricsDialect, kind);
        }
    }
}
