package kr.hangil.operator.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;

/** What is made of one deployment on each shipped profile, and on one that claims devices by class. */
public final class GoldenPods {

    private static final String REVISION = "0123456789";

    private GoldenPods() {}

    /** Objects by the name of their profile; the first of them is the Deployment. */
    public static Map<String, List<HasMetadata>> all(Map<String, String> settings) {
        Map<String, AcceleratorProfileSpec> profiles = new TreeMap<>(Samples.profiles());
        AcceleratorProfileSpec shipped = profiles.get("rebellions");
        profiles.put(
                "rebellions-by-class",
                new AcceleratorProfileSpec(
                        shipped.vendor(),
                        new AcceleratorProfileSpec.DeviceRequest(
                                null, "npu.rebellions.ai", List.of("device.driver == 'npu.rebellions.ai'")),
                        shipped.nodeSelector(),
                        shipped.tolerations(),
                        shipped.perDevice(),
                        null,
                        shipped.shm(),
                        shipped.engine(),
                        shipped.startupBudgetSeconds(),
                        shipped.updateMode()));
        Map<String, List<HasMetadata>> made = new TreeMap<>();
        profiles.forEach((name, profile) -> made.put(name, objects(name, profile, settings)));
        return made;
    }

    private static List<HasMetadata> objects(
            String name, AcceleratorProfileSpec profile, Map<String, String> settings) {
        ModelDeployment deployment = Samples.on(name);
        Workloads workloads = new Workloads(
                deployment,
                deployment.getSpec().variants().getFirst(),
                profile,
                Samples.SAFETENSORS,
                Samples.settings(settings));
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(workloads.deployment(REVISION));
        objects.add(workloads.service(REVISION));
        workloads.disruptionBudget(2).ifPresent(objects::add);
        workloads.claimTemplate(REVISION).ifPresent(objects::add);
        return objects;
    }
}
