package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.AcceleratorProfileSpec.DeviceRequest;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;

/** Devices by dynamic resource allocation, in the version that Kubernetes 1.34 made stable. */
public final class DeviceClaims {

    /** API version of what is made here. */
    public static final String API_VERSION = "resource.k8s.io/v1";

    /** Its kind. */
    public static final String KIND = "ResourceClaimTemplate";

    /** Name of the claim within a pod. */
    static final String CLAIM = "devices";

    private DeviceClaims() {}

    static Optional<GenericKubernetesResource> of(
            ModelDeployment deployment,
            Variant variant,
            AcceleratorProfileSpec profile,
            String name,
            Map<String, String> labels) {
        DeviceRequest request = profile.request();
        if (request == null || request.deviceClass() == null) {
            return Optional.empty();
        }
        Map<String, Object> exactly = new LinkedHashMap<>();
        exactly.put("deviceClassName", request.deviceClass());
        exactly.put("allocationMode", "ExactCount");
        exactly.put("count", Span.of(variant, profile).devices());
        if (!request.cel().isEmpty()) {
            exactly.put(
                    "selectors",
                    request.cel().stream()
                            .map(it -> Map.of("cel", Map.of("expression", it)))
                            .toList());
        }
        Map<String, Object> devices = Map.of("requests", List.of(Map.of("name", CLAIM, "exactly", exactly)));
        return Optional.of(new GenericKubernetesResourceBuilder()
                .withApiVersion(API_VERSION)
                .withKind(KIND)
                .withNewMetadata()
                .withName(name)
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(Workloads.owner(deployment))
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("spec", Map.of("devices", devices)))
                .build());
    }
}
