package kr.hangil.billing.startup;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kr.hangil.platform.startup.StartupCheck;
import org.eclipse.microprofile.config.Config;

/** Refuses guessable secrets, addresses that cannot be called, and prices that could change what is charged already. */
@ApplicationScoped
class SettingsCheck implements StartupCheck {

    private static final int LEAST_SECRET = 16;

    private final Config config;

    SettingsCheck(Config config) {
        this.config = config;
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        secret("quarkus.datasource.password", "HANGIL_DB_PASSWORD").ifPresent(findings::add);
        secret("quarkus.oidc.credentials.secret", "HANGIL_CLIENT_SECRET").ifPresent(findings::add);
        address("quarkus.rest-client.gateway.url", "HANGIL_GATEWAY_URL").ifPresent(findings::add);
        address("quarkus.oidc.auth-server-url", "HANGIL_KEYCLOAK_URL").ifPresent(findings::add);
        succession().ifPresent(findings::add);
        return findings;
    }

    private Optional<String> succession() {
        Duration lead = config.getValue("hangil.billing.pricing.succession-lead", Duration.class);
        Duration ahead = config.getValue("hangil.billing.ingest.max-ahead", Duration.class);
        return lead.compareTo(ahead) >= 0
                ? Optional.empty()
                : Optional.of(
                        "hangil.billing.pricing.succession-lead is %s, less than hangil.billing.ingest.max-ahead, %s"
                                .formatted(lead, ahead));
    }

    private Optional<String> secret(String key, String variable) {
        int length = config.getOptionalValue(key, String.class).orElse("").length();
        return length >= LEAST_SECRET
                ? Optional.empty()
                : Optional.of(
                        "%s has %d characters, a secret has at least %d".formatted(variable, length, LEAST_SECRET));
    }

    private Optional<String> address(String key, String variable) {
        String value = config.getOptionalValue(key, String.class).orElse("");
        try {
            URI uri = URI.create(value);
            if (List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return Optional.empty();
            }
            return Optional.of(variable + " is not an http address: " + value);
        } catch (IllegalArgumentException e) {
            return Optional.of(variable + " is not an address: " + value);
        }
    }
}
