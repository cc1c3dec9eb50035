package kr.hangil.billing.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "quarkus.datasource.password", "0123456789abcdef",
            "quarkus.oidc.credentials.secret", "0123456789abcdef",
            "quarkus.rest-client.gateway.url", "http://localhost:8080",
            "quarkus.oidc.auth-server-url", "https://id.example/realms/hangil",
            "hangil.billing.pricing.succession-lead", "PT5M",
            "hangil.billing.ingest.max-ahead", "PT5M"));

    @Test
    void shouldFindNothingInSafeSettings() {
        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.datasource.password,            postgres,       HANGIL_DB_PASSWORD",
        "quarkus.oidc.credentials.secret,        secret,         HANGIL_CLIENT_SECRET",
        "quarkus.rest-client.gateway.url,        localhost:8080, HANGIL_GATEWAY_URL",
        "quarkus.oidc.auth-server-url,           http://,        HANGIL_KEYCLOAK_URL",
        "hangil.billing.pricing.succession-lead, PT4M,           hangil.billing.pricing.succession-lead",
    })
    void shouldNameTheSettingThatIsUnsafe(String key, String value, String named) {
        settings.put(key, value);

        assertThat(findings()).singleElement().asString().contains(named);
    }

    @Test
    void shouldNeverTellASecret() {
        settings.put("quarkus.datasource.password", "hunter2");

        assertThat(findings()).singleElement().asString().doesNotContain("hunter2");
    }

    private List<String> findings() {
        return new SettingsCheck(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build())
                .findings();
    }
}
