package kr.hangil.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import kr.hangil.platform.state.StateFile;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.keycloak.SigningKey;
import kr.hangil.stack.quarkus.KeycloakResource;
import org.junit.jupiter.api.Test;

/** A service like any other, beside a real Keycloak whose keys change. */
@QuarkusTest
@QuarkusTestResource(
        value = KeycloakResource.class,
        initArgs = @ResourceArg(name = "client", value = "billing-service"),
        restrictToAnnotatedClass = true)
class SigningKeysTest {

    private static final Path FOLDER = Path.of("target/state");
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    SigningKeys keys;

    @Inject
    TenantConfigBean tenants;

    KeycloakServer keycloak;

    private static int status(String token) {
        return given().auth().oauth2(token).get("/guarded").statusCode();
    }

    /** The token of a service that may call billing. */
    private String token() {
        return keycloak.token("gateway-service");
    }

    /** What a process knows that was started without Keycloak in {@code folder}. */
    private KeptKeys without(Path folder) {
        TenantConfigContext away = TenantConfigContext.createNotReady(
                null,
                tenants.getDefaultTenant().oidcConfig(),
                () -> Uni.createFrom().failure(new IllegalStateException("away")));
        return new KeptKeys(new SigningKeys(Optional.of(new StateFile(folder, SigningKeys.NAME))), () -> away);
    }

    @Test
    void shouldBelieveNewKeysAtOnceAndWithdrawnOnesNoLonger() {
        String before = token();
        assertThat(status(before)).isEqualTo(200);
        String token;
        try (SigningKey key = keycloak.newSigningKey()) {
            token = token();
            await().atMost(SOON).until(() -> status(token) == 200);
        }
        await().atMost(SOON).until(() -> status(token) == 401);
        assertThat(status(before)).isEqualTo(200);
    }

    @Test
    void shouldKnowWhomItKnewWhenItStartsWithoutKeycloak() throws Exception {
        String token = token();
        assertThat(status(token)).isEqualTo(200);

        SecurityIdentity caller = without(FOLDER).identify(token).orElseThrow();

        assertThat(caller.getPrincipal().getName()).isEqualTo("service-account-gateway-service");
        assertThat(caller.getRoles()).contains("usage-writer");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(FOLDER.resolve(SigningKeys.NAME))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldLeaveItToTheFrameworkWhileKeycloakIsThere() {
        assertThat(new KeptKeys(keys, tenants::getDefaultTenant).identify(token()))
                .isEmpty();
    }

    @Test
    void shouldLeaveATokenOfAKeyThatWasNotKeptToKeycloak() throws Exception {
        Path kept = Files.createTempDirectory(Path.of("target"), "kept");
        assertThat(status(token())).isEqualTo(200);
        try (SigningKey key = keycloak.newSigningKey()) {
            Files.copy(FOLDER.resolve(SigningKeys.NAME), kept.resolve(SigningKeys.NAME));
            assertThat(without(kept).identify(token())).isEmpty();
        }
    }

    @Test
    void shouldRefuseWithoutKeycloakWhatItWouldRefuseWithIt() {
        KeptKeys kept = without(FOLDER);
        String token = token();
        String[] parts = token.split("\\.");
        String forOthers = keycloak.token("model-registry-service");

        for (String bad : new String[] {
            parts[0] + "." + parts[1] + "." + parts[2].replaceFirst("....$", "AAAA"),
            parts[0] + "." + parts[1] + ".",
            "not.a.token",
            "nothing",
            forOthers
        }) {
            assertThatThrownBy(() -> kept.identify(bad)).as(bad).isInstanceOf(AuthenticationFailedException.class);
        }
    }

    @Test
    void shouldCountADamagedFileForNothing() throws Exception {
        Path damaged = Files.createTempDirectory(Path.of("target"), "damaged");
        Files.writeString(damaged.resolve(SigningKeys.NAME), "{\"issuer\":\"http://else\",\"keys\":\"{\"}");

        assertThat(without(damaged).identify(token())).isEmpty();
    }
}
