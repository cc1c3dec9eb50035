package kr.hangil.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The overlay that brings what the platform stands on: services find it, and it lets them do what they need. */
class CompleteOverlayTest {

    /** Where the components are taken, services look for what these make. */
    @Test
    void shouldLookForWhatTheComponentsMake() {
        Manifests complete = Overlays.of("overlays/complete");
        String database = only(complete, "Cluster");
        String keycloak = only(complete, "Keycloak");

        List<Map<String, String>> settings = complete.all(ConfigMap.class).stream()
                .map(it -> Objects.requireNonNullElse(it.getData(), Map.<String, String>of()))
                .toList();
        assertThat(settings)
                .filteredOn(it -> it.containsKey("HANGIL_DB_HOST"))
                .hasSize(4)
                .allMatch(it -> it.get("HANGIL_DB_HOST").equals(database + "-rw.postgresql"));
        assertThat(settings)
                .filteredOn(it -> it.containsKey("HANGIL_KEYCLOAK_URL"))
                .hasSize(6)
                .allMatch(it -> it.get("HANGIL_KEYCLOAK_URL").equals("http://" + keycloak + "-service.keycloak:8080"));
        assertThat(settings)
                .filteredOn(it -> it.containsKey("HANGIL_BILLING_KAFKA_BROKERS"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry(
                                "HANGIL_BILLING_KAFKA_BROKERS",
                                only(complete, "Kafka") + "-kafka-bootstrap.kafka.svc:9093")
                        .containsEntry("HANGIL_BILLING_KAFKA_USER", only(complete, "KafkaUser"))
                        .containsEntry("HANGIL_BILLING_KAFKA_TLS", "true"));
    }

    /** Billing's own settings name the topics and the group; whoever may write usage makes tenants pay. */
    @Test
    void shouldLetBillingReadUsageSetItAsideAndNothingElse() {
        Manifests complete = Overlays.of("overlays/complete");

        assertThat(complete.ofKind("KafkaTopic")
                        .map(it -> it.at("/metadata/name").asText()))
                .containsExactlyInAnyOrder("hangil.usage.v1", "hangil.usage.v1.rejected");
        assertThat(complete.ofKind("KafkaUser").flatMap(user -> rights(user).stream()))
                .containsExactlyInAnyOrder(
                        "billing-service topic hangil.usage.v1 literal [\"Describe\",\"Read\"]",
                        "billing-service topic hangil.usage.v1.rejected literal [\"Describe\",\"Write\"]",
                        "billing-service group billing-service literal [\"Read\"]");
        assertThat(complete.ofKind("Kafka").flatMap(it -> elements(it.at("/spec/kafka/listeners"))))
                .singleElement()
                .satisfies(listener -> {
                    assertThat(listener.path("tls").asBoolean()).isTrue();
                    assertThat(listener.at("/authentication/type").asText()).isEqualTo("scram-sha-512");
                    assertThat(listener.path("networkPolicyPeers")).isNotEmpty();
                });
    }

    private static List<String> rights(JsonNode user) {
        return elements(user.at("/spec/authorization/acls"))
                .map(it -> String.join(
                        " ",
                        user.at("/metadata/name").asText(),
                        it.at("/resource/type").asText(),
                        it.at("/resource/name").asText(),
                        it.at("/resource/patternType").asText(),
                        it.path("operations").toString()))
                .toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String only(Manifests manifests, String kind) {
        return manifests
                .ofKind(kind)
                .map(it -> it.at("/metadata/name").asText())
                .findFirst()
                .orElseThrow();
    }
}
