package kr.hangil.operator.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The definitions that the types generate, with what the generator leaves out. */
final class Definitions {

    /** Lists that server-side apply merges by these fields; every other list of objects is replaced whole. */
    private static final Map<String, String> MERGED =
            Map.of("variants", "name", "adapters", "name", "conditions", "type", "traffic", "revision");

    /** Columns as people read them, left to right. */
    private static final List<String> COLUMNS = List.of(
            "Model",
            "Vendor",
            "Resource",
            "Engine",
            "Startup",
            "Ready",
            "Reason",
            "Replicas",
            "Revision",
            "Updating",
            "Message",
            "Age");

    private Definitions() {}

    /** YAML by the name of the definition. */
    static Map<String, String> generate() throws IOException {
        Map<String, String> written = new TreeMap<>();
        Map<String, ByteArrayOutputStream> streams = new TreeMap<>();
        new CRDGenerator()
                .customResourceClasses(
                        List.<Class<? extends HasMetadata>>of(ModelDeployment.class, AcceleratorProfile.class))
                .forCRDVersions("v1")
                .withOutput(new CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream>() {
                    @Override
                    protected ByteArrayOutputStream createStreamFor(String name) {
                        return streams.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                    }
                })
                .detailedGenerate();
        for (ByteArrayOutputStream stream : streams.values()) {
            CustomResourceDefinition definition =
                    Serialization.unmarshal(stream.toString(StandardCharsets.UTF_8), CustomResourceDefinition.class);
            complete(definition);
            written.put(
                    definition.getMetadata().getName(),
                    "# Generated from kr.hangil.operator.api: -Dhangil.golden=write -Dtest=DefinitionsTest writes it anew.\n"
                            + Serialization.asYaml(definition).replaceFirst("^---\n", ""));
        }
        return written;
    }

    private static void complete(CustomResourceDefinition definition) {
        definition.getMetadata().setLabels(Map.of("app.kubernetes.io/part-of", "hangil"));
        for (CustomResourceDefinitionVersion version : definition.getSpec().getVersions()) {
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            version.getAdditionalPrinterColumns().sort(Comparator.comparingInt(it -> COLUMNS.indexOf(it.getName())));
            visit(root);
        }
    }

    private static void visit(JSONSchemaProps schema) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().forEach((name, property) -> {
            if ("array".equals(property.getType()) && property.getItems() != null) {
                JSONSchemaProps item = property.getItems().getSchema();
                String key = MERGED.get(name);
                if (key != null
                        && item != null
                        && item.getProperties() != null
                        && item.getProperties().containsKey(key)) {
                    property.setXKubernetesListType("map");
                    property.setXKubernetesListMapKeys(List.of(key));
                    // The API server refuses a definition whose key may be missing.
                    Set<String> required = new LinkedHashSet<>(item.getRequired());
                    required.add(key);
                    item.setRequired(List.copyOf(required));
                } else {
                    property.setXKubernetesListType("atomic");
                }
                if (item != null) {
                    visit(item);
                }
            }
            visit(property);
        });
    }
}
