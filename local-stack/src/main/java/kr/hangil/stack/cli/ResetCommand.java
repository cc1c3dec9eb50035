package kr.hangil.stack.cli;

import java.io.Console;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import kr.hangil.stack.cache.Cache;
import kr.hangil.stack.place.StackFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hangil reset}. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Stop everything and delete all data of this stack. Asks first.")
final class ResetCommand implements Callable<Integer> {

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        StackFolder folder = HangilCli.folder();
        if (!Files.exists(folder.home())) {
            System.out.println("There is nothing to reset: " + folder.home() + " does not exist.");
            return 0;
        }
        if (!yes && !confirmed(folder)) {
            System.out.println("Nothing was deleted.");
            return 1;
        }
        if (!DownCommand.down(folder)) {
            return 1;
        }
        Cache.deleteTree(folder.home());
        System.out.println("Deleted " + folder.home() + ".");
        return 0;
    }

    private static boolean confirmed(StackFolder folder) {
        Optional<Console> terminal = HangilCli.terminal();
        if (terminal.isEmpty()) {
            System.err.println("hangil: there is nobody to ask; 'reset --yes' does not ask");
            return false;
        }
        String answer = terminal.get()
                .readLine(
                        "This deletes %s: every model, tenant, key and usage record of this stack. Type 'yes': ",
                        folder.home());
        return "yes".equals(answer);
    }
}
