package kr.hangil.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.secrets.StackSecrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoEnvTest {

    @TempDir
    private Path folder = Path.of("/");

    @Test
    void shouldGiveAShellAndItsProgramsEveryVariable() throws Exception {
        // Given
        Path file = folder.resolve("demo.env");
        StackSecrets secrets = StackSecrets.inMemory();
        StackPorts ports = StackPorts.from(Map.of("HANGIL_GATEWAY_PORT", "18080"));

        // When
        DemoEnv.write(file, ports, secrets, "hgl_it's");

        // Then
        String seen = shell(". '" + file + "' && env");
        assertThat(seen.lines())
                .contains(
                        "OPENAI_BASE_URL=http://localhost:18080/v1",
                        "OPENAI_API_KEY=hgl_it's",
                        "HANGIL_MODEL=hangil-mini",
                        "HANGIL_TENANT=narae",
                        "HANGIL_PORTAL_USER=haneul@narae.example",
                        "HANGIL_PORTAL_PASSWORD=" + secrets.demoPassword(),
                        "HANGIL_OPERATOR_USER=operator@hangil.example",
                        "HANGIL_KEYCLOAK_URL=http://localhost:8180",
                        "HANGIL_PORTAL_URL=http://localhost:8084");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldFindTheKeyOfAnEarlierRun() throws Exception {
        // Given
        Path file = folder.resolve("demo.env");
        DemoEnv.write(file, StackPorts.from(Map.of()), StackSecrets.inMemory(), "hgl_abc");

        // When, then
        assertThat(DemoEnv.valueIn(file, "OPENAI_API_KEY")).contains("hgl_abc");
        assertThat(DemoEnv.valueIn(folder.resolve("none"), "OPENAI_API_KEY")).isEmpty();
    }

    private static String shell(String script) throws IOException {
        Process process = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
