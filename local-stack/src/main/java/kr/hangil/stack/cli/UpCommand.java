package kr.hangil.stack.cli;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.services.Service;
import kr.hangil.stack.supervise.Leftovers;
import kr.hangil.stack.supervise.Progress;
import kr.hangil.stack.supervise.StackLock;
import kr.hangil.stack.supervise.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hangil up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Build what is missing, start the whole platform and keep it running.",
            "In the foreground until Ctrl-C, which stops every process it started."
        })
final class UpCommand implements Callable<Integer> {

    @Option(names = "--detach", description = "Return when everything is healthy; './hangil down' stops it.")
    private boolean detach;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "SERVICE",
            description = "Leave services out, to run them yourself: registry, inference, billing, gateway, portal.")
    private List<String> without = List.of();

    @Option(names = "--no-build", description = "Run what was built before, even if sources are newer.")
    private boolean noBuild;

    @Option(names = "--supervise", hidden = true, description = "What --detach runs in the background.")
    private boolean supervise;

    @Override
    public Integer call() throws Exception {
        StackFolder folder = HangilCli.folder();
        StackPorts ports;
        try {
            ports = StackPorts.from(System.getenv());
        } catch (StackPorts.PortsException e) {
            return fail(e.getMessage());
        }
        Set<Service> leftOut = leftOut();
        if (detach && !supervise) {
            return new Detached(folder).upAndWait(without);
        }
        Optional<StackLock> lock = StackLock.tryTake(folder.lock());
        if (lock.isEmpty()) {
            return alreadyUp(folder);
        }
        try (StackLock held = lock.get()) {
            return held.isHeld() ? run(folder, ports, leftOut) : 1;
        }
    }

    private Set<Service> leftOut() {
        Set<Service> services = EnumSet.noneOf(Service.class);
        for (String name : without) {
            services.add(Service.valueOf(name.strip().toUpperCase(Locale.ROOT)));
        }
        return services;
    }

    private static int fail(String reason) {
        System.err.println("hangil: cannot start:\n  " + reason.replace("\n", "\n  "));
        return 1;
    }

    private static int alreadyUp(StackFolder folder) throws IOException {
        StackState state = StackState.read(folder.state()).orElse(null);
        if (state != null && state.phase() == StackState.Phase.UP) {
            System.out.println(
                    "Hangil is up already (process " + state.supervisor().pid() + ").");
            System.out.println(Summary.of(folder, state.urls()));
            return 0;
        }
        System.out.println("Another ./hangil is at work in this folder; './hangil status' tells what it does.");
        return 1;
    }

    private int run(StackFolder folder, StackPorts ports, Set<Service> leftOut) throws Exception {
        Progress progress = Progress.onConsole();
        List<String> missing = StackRun.missingPrograms(folder, leftOut);
        if (!missing.isEmpty()) {
            return fail("not built: " + String.join(", ", missing)
                    + (noBuild ? "; leave out --no-build" : "; './mvnw -Dquick package' builds all"));
        }
        Leftovers.stop(folder, progress);
        try {
            ports.requireFree(StackPorts::isTaken);
        } catch (StackPorts.PortsException e) {
            return fail(e.getMessage());
        }
        StackRun run = new StackRun(folder, ports, progress, leftOut);
        CountDownLatch ended = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            main.interrupt();
                            run.close();
                            ended.countDown();
                        },
                        "hangil-stop"));
        try {
            run.start();
            StackState state = StackState.read(folder.state()).orElseThrow();
            progress.say("hangil", "everything is healthy after " + Progress.words(progress.sinceStart()));
            progress.print(Summary.of(folder, state.urls()));
            if (!supervise) {
                progress.print("Ctrl-C stops everything.\n");
            }
            ended.await();
            return 0;
        } catch (IllegalStateException e) {
            progress.print("\nhangil: cannot start: " + e.getMessage() + "\n");
            run.markFailed(String.valueOf(e.getMessage()));
            run.close();
            return 1;
        } catch (InterruptedException e) {
            // The hook is stopping everything; the JVM ends when it is done.
            return 130;
        }
    }
}
