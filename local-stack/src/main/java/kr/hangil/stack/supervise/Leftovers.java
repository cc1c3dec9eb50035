package kr.hangil.stack.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.process.ChildProcess;

/**
 * Ends what a killed supervisor left running.
 *
 * <p>A process is ours when the state names its number <em>and</em> start time, or when its environment carries the
 * stack's mark with this very folder. Nothing else is touched. Only whoever holds the stack's lock may do this.
 */
public final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Leftovers() {}

    /** Ends them, the youngest first, and returns how many there were. */
    public static int stop(StackFolder folder, Progress progress) {
        Map<ProcessHandle, String> found = find(folder);
        List<Map.Entry<ProcessHandle, String>> youngestFirst =
                List.copyOf(found.entrySet()).reversed();
        for (Map.Entry<ProcessHandle, String> entry : youngestFirst) {
            ProcessHandle handle = entry.getKey();
            if (handle.isAlive()) {
                progress.say(entry.getValue(), "stopping what an earlier run left (process " + handle.pid() + ")");
                boolean postgres = entry.getValue().equals("postgres");
                ChildProcess.stop(
                        handle, postgres ? ChildProcess.StopSignal.INT : ChildProcess.StopSignal.TERM, PATIENCE);
            }
        }
        return found.size();
    }

    static Map<ProcessHandle, String> find(StackFolder folder) {
        Map<ProcessHandle, String> found = new LinkedHashMap<>();
        StackState.read(folder.state())
                .map(StackState::processes)
                .orElse(List.of())
                .forEach(entry -> entry.process().find().ifPresent(handle -> found.put(handle, entry.name())));
        byte[] mark = (Supervisor.MARK + "=" + folder.home() + "\0").getBytes(StandardCharsets.UTF_8);
        long self = ProcessHandle.current().pid();
        ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != self && !found.containsKey(handle) && environmentHas(handle, mark))
                .forEach(handle -> found.put(handle, programName(handle)));
        return found;
    }

    private static String programName(ProcessHandle handle) {
        return Optional.of(handle)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).getFileName().toString())
                .orElse("process");
    }

    private static boolean environmentHas(ProcessHandle handle, byte[] mark) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(handle.pid()), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1)
                    .contains(new String(mark, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false;
        }
    }
}
