package kr.hangil.stack.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.secrets.StackSecrets;
import kr.hangil.stack.supervise.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentsTest {

    @TempDir
    private Path root = Path.of("/");

    @Test
    void shouldGiveEachServiceItsOwnSecretsAndEveryAddress() throws Exception {
        // Given
        StackPorts ports = StackPorts.from(Map.of("HANGIL_BILLING_PORT", "18083"));
        Components components = new Components(new StackFolder(root), ports, StackSecrets.inMemory());

        // When
        List<Map<String, String>> environments = Stream.of(Service.values())
                .map(service -> components.environment(service, "/bin/engine"))
                .toList();

        // Then
        assertThat(environments)
                .allSatisfy(environment -> assertThat(environment)
                        .containsEntry("HANGIL_BILLING_URL", "http://localhost:18083")
                        .containsEntry("HANGIL_BILLING_MANAGEMENT_PORT", "19083")
                        .containsEntry("HANGIL_KEYCLOAK_URL", "http://localhost:8180")
                        .containsEntry("QUARKUS_HTTP_HOST", "127.0.0.1"));
        assertThat(environments).extracting("HANGIL_CLIENT_SECRET").doesNotHaveDuplicates();
        assertThat(components.environment(Service.GATEWAY, ""))
                .containsKeys("HANGIL_API_KEY_PEPPER", "HANGIL_GATEWAY_STATE", "HANGIL_DB_PASSWORD");
        assertThat(components.environment(Service.INFERENCE, "/bin/engine"))
                .containsEntry("HANGIL_ENGINE_PATH", "/bin/engine")
                .doesNotContainKey("HANGIL_DB_PASSWORD");
    }

    @Test
    void shouldNameTheModulesThatWereNotBuilt() throws Exception {
        // Given
        StackFolder folder = new StackFolder(root);
        Path jar = Components.jar(folder, Service.PORTAL);
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);

        // When
        List<String> missing = Components.missing(folder, List.of(Service.PORTAL, Service.BILLING));

        // Then
        assertThat(missing).containsExactly("billing-service");
    }

    @Test
    void shouldRefuseAConfiguredEngineThatIsNotThere() {
        // Given
        EngineFinder finder = finder(Map.of("HANGIL_ENGINE_PATH", "/nowhere/llama-server"));

        // When, then
        assertThatThrownBy(finder::find)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("HANGIL_ENGINE_PATH=/nowhere/llama-server");
    }

    @Test
    void shouldTakeTheEngineOnPath() throws Exception {
        // Given
        Path engine = executable(root.resolve("bin").resolve("llama-server"), "exit 0");

        // When
        String found = finder(Map.of("PATH", "/nowhere:" + engine.getParent())).find();

        // Then
        assertThat(found).isEqualTo(engine.toString());
    }

    @Test
    void shouldShowWhatTheEngineBuildSaidWhenItFails() throws Exception {
        // Given
        executable(
                root.resolve("inference-service").resolve("engine").resolve("build.sh"),
                "echo 'engine: missing: g++' >&2; exit 1");

        // When, then
        assertThatThrownBy(() -> finder(Map.of()).find()).hasMessageContaining("missing: g++");
    }

    @Test
    void shouldTakeTheLastLineOfTheEngineBuild() throws Exception {
        // Given
        Path engine = executable(root.resolve("llama-server"), "exit 0");
        executable(
                root.resolve("inference-service").resolve("engine").resolve("build.sh"),
                "echo working; echo " + engine);

        // When, then
        assertThat(finder(Map.of()).find()).isEqualTo(engine.toString());
    }

    private EngineFinder finder(Map<String, String> environment) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new EngineFinder(new StackFolder(root), environment, new Progress(nowhere, InstantSource.system()));
    }

    private static Path executable(Path file, String script) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
