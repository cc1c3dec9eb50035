package kr.hangil.operator.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import kr.hangil.operator.desired.Span.Role;

/**
 * The immutable name of what serves: ten hexadecimal digits of the hash over the pods that would run, whatever their variant is
 * called and wherever it is. A change of image, digest, arguments, environment, resources or drain is another revision; a change
 * of replicas, regions or routing is not.
 */
public final class Revisions {

    private static final int DIGITS = 10;
    private static final Variant PLACEHOLDER_OF = new Variant("any", "xx-any", "any", 1, 0, 1);

    private Revisions() {}

    /** The revision that {@code deployment} asks for. */
    public static String of(
            ModelDeployment deployment,
            Map<String, AcceleratorProfileSpec> profiles,
            ModelArtifact artifact,
            PodSettings settings) {
        Map<String, JsonNode> templates = new TreeMap<>();
        for (Variant variant : deployment.getSpec().variants()) {
            AcceleratorProfileSpec profile = profiles.get(variant.profile());
            if (profile == null) {
                throw new IllegalArgumentException("no profile " + variant.profile());
            }
            Variant anywhere = new Variant(
                    PLACEHOLDER_OF.name(),
                    PLACEHOLDER_OF.region(),
                    variant.profile(),
                    variant.devicesPerReplica(),
                    PLACEHOLDER_OF.min(),
                    PLACEHOLDER_OF.max());
            PodTemplate template = new PodTemplate(deployment, anywhere, profile, artifact, settings);
            String key = variant.profile() + "/" + variant.devicesPerReplica();
            if (Span.of(variant, profile).isGroup()) {
                templates.put(key, tree(template.build("", Role.LEADER)));
                templates.put(key + "/worker", tree(template.build("", Role.WORKER)));
            } else {
                templates.put(key, tree(template.build("", Role.ALONE)));
            }
        }
        return Names.hash(Serialization.asJson(sorted(templates)), DIGITS);
    }

    private static JsonNode tree(PodTemplateSpec template) {
        return Serialization.jsonMapper().valueToTree(template);
    }

    /** The same tree with the members of every object in order, so that no library's order is part of a name. */
    private static Object sorted(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> members = new TreeMap<>();
            map.forEach((key, value) -> members.put(String.valueOf(key), sorted(value)));
            return members;
        }
        if (tree instanceof JsonNode node) {
            return sorted(Serialization.jsonMapper().convertValue(node, Object.class));
        }
        if (tree instanceof Iterable<?> items) {
            java.util.List<Object> list = new java.util.ArrayList<>();
            items.forEach(item -> list.add(sorted(item)));
            return list;
        }
        return tree == null ? "" : tree;
    }
}
