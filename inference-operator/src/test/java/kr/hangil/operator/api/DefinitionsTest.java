package kr.hangil.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.operator.Golden;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DefinitionsTest {

    private static Map<String, String> definitions;

    @BeforeAll
    static void generate() throws IOException {
        definitions = Definitions.generate();
    }

    @Test
    void shouldBeCommittedAsTheTypesGenerateThem() throws IOException {
        assertThat(definitions)
                .containsOnlyKeys("acceleratorprofiles.serving.hangil.kr", "modeldeployments.serving.hangil.kr");
        for (Map.Entry<String, String> definition : definitions.entrySet()) {
            Golden.assertIs(
                    Golden.root().resolve("k8s/components/operator/crds/" + definition.getKey() + ".yaml"),
                    definition.getValue());
        }
    }

    @Test
    void shouldMergeVariantsByNameAndConditionsByType() {
        JSONSchemaProps root = schema("modeldeployments.serving.hangil.kr");
        JSONSchemaProps variants =
                root.getProperties().get("spec").getProperties().get("variants");
        JSONSchemaProps adapters =
                root.getProperties().get("spec").getProperties().get("adapters");
        JSONSchemaProps conditions =
                root.getProperties().get("status").getProperties().get("conditions");

        assertThat(variants.getXKubernetesListMapKeys()).containsExactly("name");
        assertThat(adapters.getXKubernetesListMapKeys()).containsExactly("name");
        assertThat(conditions.getXKubernetesListMapKeys()).containsExactly("type");
        assertThat(root.getRequired()).containsExactly("spec");
    }

    @Test
    void shouldHaveARuleForEveryPromiseThatASchemaCannotKeep() {
        assertThat(rules(schema("modeldeployments.serving.hangil.kr")))
                .contains(
                        "self.variants.all(v, self.variants.exists_one(w, w.name == v.name))",
                        "self.servedAs.all(n, self.servedAs.exists_one(m, m == n))",
                        "self.adapters.all(a, !self.servedAs.exists(n, n == a.name))",
                        "self.min <= self.max",
                        "self.maxSurge > 0 || self.maxUnavailable > 0")
                .anyMatch(it -> it.startsWith("self.metadata.name.matches"));
        assertThat(rules(schema("acceleratorprofiles.serving.hangil.kr")))
                .contains(
                        "has(self.extendedResource) != has(self.deviceClass)",
                        "self.vendor == 'cpu' ? !has(self.request) : has(self.request)",
                        "self.kind == 'llamacpp' ? !has(self.image) : has(self.image)");
    }

    /** The API server refuses a rule whose cost it cannot bound, so every list and string that a rule walks has a size. */
    @Test
    void shouldBoundEveryListAndNameThatRulesWalk() {
        JSONSchemaProps spec =
                schema("modeldeployments.serving.hangil.kr").getProperties().get("spec");

        for (String list : List.of("variants", "servedAs", "adapters")) {
            assertThat(spec.getProperties().get(list).getMaxItems()).as(list).isNotNull();
        }
        assertThat(spec.getProperties()
                        .get("variants")
                        .getItems()
                        .getSchema()
                        .getProperties()
                        .get("name")
                        .getMaxLength())
                .isEqualTo(24);
        assertThat(spec.getProperties()
                        .get("adapters")
                        .getItems()
                        .getSchema()
                        .getProperties()
                        .get("name")
                        .getMaxLength())
                .isEqualTo(128);
        assertThat(spec.getProperties().get("servedAs").getItems().getSchema().getMaxLength())
                .isEqualTo(128);
    }

    @Test
    void shouldFillDefaultsAsTheDefinitionNamesThem() {
        JSONSchemaProps spec =
                schema("modeldeployments.serving.hangil.kr").getProperties().get("spec");
        ModelDeployment bare = Serialization.unmarshal("""
                apiVersion: serving.hangil.kr/v1alpha1
                kind: ModelDeployment
                metadata: {name: mini}
                spec:
                  model: {name: hangil/hangil-mini, version: prod}
                  servedAs: [hangil-mini]
                  variants: [{name: cpu, region: kr-ulsan, profile: cpu}]
                """, ModelDeployment.class);
        Map<String, Object> filled = Serialization.jsonMapper()
                .convertValue(bare.getSpec(), new com.fasterxml.jackson.core.type.TypeReference<>() {});

        for (String section : List.of("routing", "scaling", "rollout", "drain")) {
            Map<?, ?> values = (Map<?, ?>) filled.get(section);
            spec.getProperties()
                    .get(section)
                    .getProperties()
                    .forEach((name, property) -> assertThat(Serialization.jsonMapper()
                                    .<Object>convertValue(property.getDefault(), Object.class))
                            .as(section + "." + name)
                            .isEqualTo(values.get(name)));
        }
    }

    @Test
    void shouldIgnoreFieldsOfANewerDefinition() {
        ModelDeployment newer = Serialization.unmarshal("""
                apiVersion: serving.hangil.kr/v1alpha1
                kind: ModelDeployment
                metadata: {name: mini}
                spec:
                  model: {name: hangil/hangil-mini, version: prod, later: 1}
                  servedAs: [hangil-mini]
                  variants: [{name: cpu, region: kr-ulsan, profile: cpu, later: 1}]
                  later: {}
                status: {later: 1, traffic: [{revision: a, weight: 100, later: 1}]}
                """, ModelDeployment.class);

        assertThat(newer.getSpec().variants()).hasSize(1);
        assertThat(newer.getStatus().traffic()).hasSize(1);
    }

    private static JSONSchemaProps schema(String name) {
        return Serialization.unmarshal(definitions.get(name), CustomResourceDefinition.class)
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
    }

    private static List<String> rules(JSONSchemaProps schema) {
        List<String> rules = new ArrayList<>();
        if (schema.getXKubernetesValidations() != null) {
            schema.getXKubernetesValidations().forEach(it -> rules.add(it.getRule()));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(it -> rules.addAll(rules(it)));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            rules.addAll(rules(schema.getItems().getSchema()));
        }
        return rules;
    }
}
