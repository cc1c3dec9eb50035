package kr.hangil.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.SharedServers;
import org.junit.jupiter.api.Test;

class SharedServersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldGiveEachRoleItsOwnSchemaAndNoOther() throws Exception {
        // Given
        PostgresServer postgres = SharedServers.postgres();

        try (Connection gateway = postgres.connect("gateway");
                Connection billing = postgres.connect("billing")) {
            gateway.createStatement().execute("CREATE TABLE IF NOT EXISTS note (text text)");

            // When
            try (ResultSet schema = billing.createStatement().executeQuery("SELECT current_schema()")) {

                // Then
                schema.next();
                assertThat(schema.getString(1)).isEqualTo("billing");
                assertThatThrownBy(() -> billing.createStatement().executeQuery("SELECT * FROM gateway.note"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void shouldGiveAServiceTheAudiencesAndRolesItNeeds() throws Exception {
        // Given
        KeycloakServer keycloak = SharedServers.keycloak();

        // When
        JsonNode claims = claims(keycloak.token("gateway-service"));

        // Then
        assertThat(texts(claims.path("aud"))).contains("inference-service", "billing-service");
        assertThat(texts(claims.path("realm_access").path("roles"))).contains("usage-writer", "inference-caller");
        assertThat(claims.path("iss").asText()).isEqualTo(keycloak.issuer());
        assertLasts(Duration.ofSeconds(3600), claims);
    }

    @Test
    void shouldLetTheOperatorReadModelsAskGatewaysAndCallPods() throws Exception {
        // When
        JsonNode claims = claims(SharedServers.keycloak().token("inference-operator"));

        // Then
        assertThat(texts(claims.path("aud")))
                .contains("model-registry-service", "gateway-service", "inference-service");
        assertThat(texts(claims.path("realm_access").path("roles")))
                .contains("model-reader", "inference-caller", "routing-reader")
                .doesNotContain("platform-operator", "model-publisher");
    }

    @Test
    void shouldLetBillingReadWhatPodsServedAndCallNone() throws Exception {
        // When
        JsonNode claims = claims(SharedServers.keycloak().token("billing-service"));

        // Then
        assertThat(texts(claims.path("aud"))).contains("gateway-service", "inference-service");
        assertThat(texts(claims.path("realm_access").path("roles")))
                .contains("membership-reader", "usage-reader")
                .doesNotContain("inference-caller");
    }

    @Test
    void shouldNameTheOrganizationOfAUser() throws Exception {
        // Given
        KeycloakServer keycloak = SharedServers.keycloak();

        // When
        JsonNode claims = claims(keycloak.userToken("haneul@narae.example"));

        // Then
        assertThat(claims.path("organization").toString()).contains("narae").doesNotContain("miru");
        assertThat(claims.path("name").asText()).isEqualTo("김하늘");
        assertThat(claims.path("sub").asText()).isEqualTo("0a11ce00-0000-4000-8000-000000000001");
        assertThat(texts(claims.path("aud"))).contains("gateway-service", "billing-service");
        assertLasts(Duration.ofSeconds(900), claims);
    }

    /** Keycloak looks at its clock for each end of a token's time, and a second may begin in between. */
    private static void assertLasts(Duration time, JsonNode claims) {
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
                .isBetween(time.toSeconds(), time.toSeconds() + 1);
    }

    private static JsonNode claims(String token) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
