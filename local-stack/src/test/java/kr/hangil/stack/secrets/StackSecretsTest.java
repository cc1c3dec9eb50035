package kr.hangil.stack.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackSecretsTest {

    @TempDir
    private Path folder = Path.of("/");

    @Test
    void shouldKeepSecretsInAFileOnlyItsOwnerMayRead() throws IOException {
        // Given
        Path file = folder.resolve("secrets.properties");
        String first = StackSecrets.in(file).clientSecret("portal");

        // When
        StackSecrets again = StackSecrets.in(file);

        // Then
        assertThat(again.clientSecret("portal")).isEqualTo(first).hasSizeGreaterThanOrEqualTo(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldMakeEverySecretAnew() {
        // Given
        StackSecrets one = StackSecrets.inMemory();
        StackSecrets other = StackSecrets.inMemory();

        // When, then
        assertThat(one.demoPassword()).isNotEqualTo(other.demoPassword()).isNotEqualTo(one.keycloakAdminPassword());
    }

    @Test
    void shouldNotShowSecretsAsText() {
        // Given
        StackSecrets secrets = StackSecrets.inMemory();
        String pepper = secrets.apiKeyPepper();

        // When
        String text = secrets.toString();

        // Then
        assertThat(text).contains("gateway.pepper").doesNotContain(pepper);
    }
}
