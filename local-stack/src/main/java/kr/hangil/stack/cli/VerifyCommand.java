package kr.hangil.stack.cli;

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
            "Exit code 0 when there is none, 1 when there is or something could not be checked, 3 when the stack is not up."
        })
final class VerifyCommand implements Callable<Integer> {

    /** Back to the beginning of a terminal's line, which is emptied (ECMA-48, CR and EL). */
    private static final String NEW_LINE = "\r\u001b[K";

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
        boolean terminal = HangilCli.terminal().isPresent();
        boolean same = true;
        for (Check check : Checks.of(
                services.of(StackPort.REGISTRY),
                services.of(StackPort.BILLING),
                services.of(StackPort.GATEWAY),
                folder.data("gateway").resolve("spool"))) {
            same &= looksGood(check, terminal);
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

    private static boolean looksGood(Check check, boolean terminal) throws InterruptedException {
        try {
            Check.Outcome outcome = check.look().run(said -> {
                if (terminal) {
                    System.err.printf("%s     %s: %s", NEW_LINE, check.name(), said);
                }
            });
            boolean good = outcome.differences().isEmpty();
            say(terminal, good ? "ok" : "BAD", check, outcome.looked());
            outcome.differences().forEach(difference -> System.out.println("       " + difference));
            return good;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            say(terminal, "?", check, "could not be checked");
            System.out.println("       " + e.getMessage());
            return false;
        }
    }

    private static void say(boolean terminal, String verdict, Check check, String looked) {
        if (terminal) {
            System.err.print(NEW_LINE);
        }
        System.out.printf("%-4s %-28s %s%n", verdict, check.name(), looked);
    }
}
