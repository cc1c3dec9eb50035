package kr.hangil.stack.cli;

import java.util.List;
import java.util.concurrent.Callable;
import kr.hangil.stack.api.Services;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.place.StackPort;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.secrets.StackSecrets;
import kr.hangil.stack.supervise.StackState;
import kr.hangil.stack.verify.Check;
import kr.hangil.stack.verify.Checks;
import picocli.CommandLine.Command;

/** {@code ./hangil verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Re-derive what must be true of the running stack and name every difference.",
            "Exit code 0 when there is none, 1 when there is, 3 when the stack is not up."
        })
final class VerifyCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        StackFolder folder = HangilCli.folder();
        boolean up = StackState.read(folder.state())
                .filter(state -> state.phase() == StackState.Phase.UP
                        && state.supervisor().find().isPresent())
                .isPresent();
        if (!up) {
            System.err.println("hangil: the stack is not up; './hangil up --detach' starts it");
            return 3;
        }
        Services services = new Services(StackPorts.from(ports(folder)), StackSecrets.copyOf(folder.secrets()));
        boolean same = true;
        for (Check check : Checks.of(
                services.of(StackPort.REGISTRY),
                services.of(StackPort.BILLING),
                services.of(StackPort.GATEWAY),
                folder.data("gateway").resolve("spool"))) {
            Check.Outcome outcome = run(check);
            same &= outcome.differences().isEmpty();
            System.out.printf(
                    "%-4s %-28s %s%n", outcome.differences().isEmpty() ? "ok" : "BAD", check.name(), outcome.looked());
            outcome.differences().forEach(difference -> System.out.println("       " + difference));
        }
        return same ? 0 : 1;
    }

    /** The ports the running stack was started with, which this shell's environment may not name. */
    private static java.util.Map<String, String> ports(StackFolder folder) {
        java.util.Map<String, String> variables = new java.util.HashMap<>();
        StackState.read(folder.state())
                .ifPresent(state -> state.urls()
                        .forEach((name, url) -> variables.put(
                                "HANGIL_" + name.toUpperCase(java.util.Locale.ROOT) + "_PORT",
                                url.substring(url.lastIndexOf(':') + 1))));
        return variables;
    }

    private static Check.Outcome run(Check check) throws InterruptedException {
        try {
            return check.look().run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Check.Outcome("could not be checked", List.of(String.valueOf(e.getMessage())));
        }
    }
}
