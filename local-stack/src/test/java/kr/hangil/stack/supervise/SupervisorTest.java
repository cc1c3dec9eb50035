package kr.hangil.stack.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.process.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: small shell programs that write a file when they are ready. */
class SupervisorTest {

    private static final RestartPolicy QUICK =
            new RestartPolicy(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(60));

    @TempDir
    private Path root = Path.of("/");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress =
            new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), InstantSource.system());
    private StackFolder folder = new StackFolder(root);
    private Supervisor supervisor = newSupervisor();

    @BeforeEach
    void begin() {
        folder = new StackFolder(root);
        supervisor = newSupervisor();
    }

    private Supervisor newSupervisor() {
        return new Supervisor(
                folder, QUICK, progress, InstantSource.system(), List.of("first", "second"), Map.of("first", "here"));
    }

    @AfterEach
    void end() {
        supervisor.close();
        Leftovers.stop(folder, progress);
    }

    @Test
    void shouldStartAProcessAgainWhenItIsKilled() throws Exception {
        // Given
        supervisor.start(component("first", "sleep 600"));
        supervisor.markUp();
        ProcessHandle before = process("first");

        // When
        before.destroyForcibly();

        // Then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            StackState.Entry entry = entry("first");
            assertThat(entry.process().find()).isPresent();
            assertThat(entry.process().pid()).isNotEqualTo(before.pid());
            assertThat(entry.ready()).isTrue();
            assertThat(entry.restarts()).isEqualTo(1);
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(said.toString(StandardCharsets.UTF_8))
                        .contains("first")
                        .contains("was ended by signal 9")
                        .contains("| about to be ready")
                        .contains("is back"));
    }

    @Test
    void shouldStopTheLastFirstWhateverTheOrderOfTheStart() throws Exception {
        // Given
        supervisor.start(
                component("second", "trap 'echo second >> stopped; exit' TERM", "while :; do sleep 0.05; done"));
        supervisor.start(component("first", "trap 'echo first >> stopped; exit' TERM", "while :; do sleep 0.05; done"));

        // When
        supervisor.close();

        // Then
        assertThat(root.resolve("stopped")).hasContent("second\nfirst");
        assertThat(state().processes()).isEmpty();
    }

    @Test
    void shouldSayWhyAProcessDidNotStart() {
        // Given
        Component broken = component("first", "echo no such model >&2; exit 7");

        // When, then
        assertThatThrownBy(() -> supervisor.start(withoutReadiness(broken)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("first ended with exit code 7")
                .hasMessageContaining("no such model");
    }

    @Test
    void shouldEndWhatAKilledSupervisorLeft() throws Exception {
        // Given
        supervisor.start(component("first", "sleep 601 & wait"));
        ProcessHandle left = process("first");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> left.descendants().findAny().isPresent());
        ProcessHandle grandchild = left.descendants().findAny().orElseThrow();
        ProcessHandle stranger = new ProcessBuilder("sleep", "602").start().toHandle();
        StackState state = state();
        StackState.Entry strangersNumber =
                new StackState.Entry("stale", new StackState.ProcessId(stranger.pid(), 12345), true, 0);
        new StackState(state.phase(), null, state.supervisor(), List.of(strangersNumber), Map.of())
                .write(folder.state());

        // When
        Map<ProcessHandle, String> found = Leftovers.find(folder);

        // Then
        assertThat(found.keySet()).contains(left, grandchild).doesNotContain(stranger);
        Leftovers.stop(folder, progress);
        assertThat(left.isAlive()).isFalse();
        assertThat(grandchild.isAlive()).isFalse();
        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly();
    }

    @Test
    void shouldTellOtherCommandsWhyTheStartFailed() {
        // Given
        supervisor.markFailed("port 8080 is taken");

        // When
        supervisor.close();

        // Then
        assertThat(state().phase()).isEqualTo(StackState.Phase.FAILED);
        assertThat(state().message()).isEqualTo("port 8080 is taken");
        assertThat(state().supervisor().find()).contains(ProcessHandle.current());
    }

    @Test
    void shouldLetOnlyOneHoldTheLock() throws Exception {
        // Given
        Path file = folder.lock();
        Process holder = lockHolder(file);

        // When
        boolean taken = StackLock.tryTake(file).isPresent();

        // Then
        assertThat(taken).isFalse();
        holder.destroyForcibly().waitFor();
        try (StackLock lock = StackLock.tryTake(file).orElseThrow()) {
            assertThat(lock.isHeld()).isTrue();
        }
    }

    /** A JVM that holds the lock until it is killed. */
    private static Process lockHolder(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String program = "void main() throws Exception {"
                + " var channel = java.nio.channels.FileChannel.open(java.nio.file.Path.of(\"" + file + "\"),"
                + " java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE);"
                + " channel.lock(); System.out.println(\"locked\"); Thread.sleep(600_000); }";
        Path source = Files.writeString(file.resolveSibling("Holder.java"), program);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("locked");
        return holder;
    }

    private Component component(String name, String script) {
        return component(name, ":", script);
    }

    /** One that is ready once {@code preparation} has run. */
    private Component component(String name, String preparation, String script) {
        Path ready = root.resolve(name + ".ready");
        return new Component(
                name,
                () -> {
                    Files.deleteIfExists(ready);
                    return new ChildProcess.Spec(
                            name,
                            List.of(
                                    "bash",
                                    "-c",
                                    preparation + "; echo about to be ready; touch '" + ready + "'; " + script),
                            Map.of(),
                            root,
                            folder.log(name),
                            ChildProcess.StopSignal.TERM);
                },
                () -> Files.exists(ready),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    private static Component withoutReadiness(Component component) {
        return new Component(
                component.name(), component.launch(), () -> false, component.startLimit(), component.stopPatience());
    }

    private StackState state() {
        return StackState.read(folder.state()).orElseThrow();
    }

    private StackState.Entry entry(String name) {
        return state().processes().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ProcessHandle process(String name) {
        return entry(name).process().find().orElseThrow();
    }
}
