package kr.hangil.e2e.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds custom resources against the definitions that are rendered with them, those in the operator's profiles included: fields,
 * types, required members and values.
 */
final class CustomFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CustomFields() {}

    static List<String> check(Manifests manifests) {
        Map<String, JSONSchemaProps> schemas = new HashMap<>();
        for (CustomResourceDefinition definition : manifests.all(CustomResourceDefinition.class)) {
            definition
                    .getSpec()
                    .getVersions()
                    .forEach(it -> schemas.put(
                            definition.getSpec().getGroup() + "/" + it.getName() + "/"
                                    + definition.getSpec().getNames().getKind(),
                            it.getSchema().getOpenAPIV3Schema()));
        }
        List<String> findings = new ArrayList<>();
        for (JsonNode tree : manifests.withProfiles().trees()) {
            String kind =
                    tree.path("apiVersion").asText() + "/" + tree.path("kind").asText();
            JSONSchemaProps schema = schemas.get(kind);
            if (schema != null) {
                String name = tree.path("kind").asText() + " "
                        + tree.at("/metadata/name").asText();
                required(tree, schema, name, findings);
                visit(tree.path("spec"), schema.getProperties().get("spec"), name + ".spec", findings);
            } else if (kind.startsWith("serving.hangil.kr/")) {
                findings.add(kind + " has no definition");
            }
        }
        return findings;
    }

    /** Resources of a definition that comes with them: the first apply of such a kustomization knows no kind of that name. */
    static List<String> comingWithTheirDefinition(Manifests manifests) {
        List<String> defined = manifests.all(CustomResourceDefinition.class).stream()
                .map(it -> it.getSpec().getNames().getKind())
                .toList();
        return manifests.trees().stream()
                .filter(it -> defined.contains(it.path("kind").asText()))
                .map(it ->
                        it.path("kind").asText() + " " + it.at("/metadata/name").asText())
                .toList();
    }

    private static void visit(JsonNode node, JSONSchemaProps schema, String path, List<String> findings) {
        if (!typed(node, schema.getType())) {
            findings.add(path + " is no " + schema.getType());
        } else if (node.isObject()
                && schema.getProperties() != null
                && !schema.getProperties().isEmpty()) {
            required(node, schema, path, findings);
            node.fields().forEachRemaining(member -> {
                JSONSchemaProps property = schema.getProperties().get(member.getKey());
                if (property == null) {
                    findings.add(path + "." + member.getKey() + " is no field");
                } else {
                    visit(member.getValue(), property, path + "." + member.getKey(), findings);
                }
            });
        } else if (node.isArray() && schema.getItems() != null) {
            for (int i = 0; i < node.size(); i++) {
                visit(node.get(i), schema.getItems().getSchema(), path + "[" + i + "]", findings);
            }
        } else if (schema.getEnum() != null
                && !schema.getEnum().isEmpty()
                && schema.getEnum().stream()
                        .noneMatch(it -> JSON.<JsonNode>valueToTree(it).equals(node))) {
            findings.add(path + " is none of " + schema.getEnum());
        } else if (schema.getPattern() != null && !node.asText().matches(schema.getPattern())) {
            findings.add(path + " does not match " + schema.getPattern());
        }
    }

    private static void required(JsonNode node, JSONSchemaProps schema, String path, List<String> findings) {
        if (schema.getRequired() != null) {
            schema.getRequired().stream()
                    .filter(it -> !node.has(it))
                    .forEach(it -> findings.add(path + " lacks " + it));
        }
    }

    private static boolean typed(JsonNode node, String type) {
        return switch (type == null ? "" : type) {
            case "object" -> node.isObject();
            case "array" -> node.isArray();
            case "string" -> node.isTextual();
            case "integer" -> node.isIntegralNumber();
            case "boolean" -> node.isBoolean();
            default -> true;
        };
    }
}
