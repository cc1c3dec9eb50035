package kr.hangil.stack.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.supervise.Leftovers;
import kr.hangil.stack.supervise.Progress;
import kr.hangil.stack.supervise.StackLock;
import kr.hangil.stack.supervise.StackState;
import picocli.CommandLine.Command;

/** {@code ./hangil down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stop everything. The data stays in .hangil for the next 'up'.")
final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public Integer call() throws Exception {
        return down(HangilCli.folder()) ? 0 : 1;
    }

    /** Stops the stack, whoever runs it, and returns whether nothing of it runs any more. */
    static boolean down(StackFolder folder) throws IOException {
        Progress progress = Progress.onConsole();
        Optional<ProcessHandle> supervisor = StackState.read(folder.state())
                .map(StackState::supervisor)
                .flatMap(StackState.ProcessId::find)
                .filter(handle -> handle.pid() != ProcessHandle.current().pid());
        boolean ran = supervisor.isPresent();
        supervisor.ifPresent(handle -> {
            progress.say("hangil", "stopping everything (supervisor is process " + handle.pid() + ")");
            stopAlone(handle);
        });
        Optional<StackLock> lock = StackLock.tryTake(folder.lock());
        if (lock.isEmpty()) {
            System.err.println("hangil: another ./hangil is at work in this folder");
            return false;
        }
        try (StackLock held = lock.get()) {
            int leftovers = Leftovers.stop(folder, progress);
            System.out.println(ran || leftovers > 0 ? "Hangil is down." : "Hangil was not up.");
            return held.isHeld();
        }
    }

    /** Only the supervisor is asked: it stops its processes in the right order itself. */
    private static void stopAlone(ProcessHandle supervisor) {
        supervisor.destroy();
        if (!ChildProcess.awaitEnd(supervisor, PATIENCE)) {
            supervisor.destroyForcibly();
            ChildProcess.awaitEnd(supervisor, Duration.ofSeconds(5));
        }
    }
}
