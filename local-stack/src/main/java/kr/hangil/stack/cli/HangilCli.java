package kr.hangil.stack.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;
import kr.hangil.stack.place.StackFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line {@code ./hangil}. */
@Command(
        name = "hangil",
        description = "Hangil (한길): the whole platform on one machine.",
        mixinStandardHelpOptions = true,
        versionProvider = HangilCli.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            ResetCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            HangilCli.TestHelp.class,
            HangilCli.VersionCommand.class
        },
        footer = {
            "",
            "Every port is moved by HANGIL_<NAME>_PORT, NAME one of GATEWAY, REGISTRY, INFERENCE, BILLING, PORTAL,",
            "KEYCLOAK, POSTGRES; management ports are the service's port + 1000, or HANGIL_<NAME>_MANAGEMENT_PORT.",
            "HANGIL_HOME moves the folder of the stack's data (default .hangil in the repository).",
            "HANGIL_CACHE moves what is made once for all copies (default ~/.cache/hangil).",
            "HANGIL_ENGINE_PATH names a llama-server to use instead of finding or building one."
        })
public final class HangilCli implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Runs one command and returns its exit code. */
    public static int run(String[] args) {
        CommandLine cli = new CommandLine(new HangilCli());
        cli.setUsageHelpAutoWidth(true);
        cli.setExecutionExceptionHandler((failure, command, result) -> {
            String reason = failure.getMessage();
            command.getErr().println("hangil: " + (reason == null ? failure.toString() : reason));
            return 1;
        });
        return cli.execute(args);
    }

    /** The stack of the copy of the repository that {@code ./hangil} lies in. */
    static StackFolder folder() {
        return new StackFolder(Path.of(System.getProperty("hangil.root", ".")));
    }

    /** Where somebody looks and can be asked; empty in a pipe. */
    static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Tells the version that the build wrote into the archive. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = HangilCli.class.getPackage().getImplementationVersion();
            return new String[] {
                "Hangil " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            };
        }
    }

    /** {@code ./hangil test} runs in the launcher, before there is anything to run Java with; this is its help. */
    @Command(name = "test", description = "Run all tests: ./mvnw verify.")
    static final class TestHelp implements Runnable {
        @Override
        public void run() {
            System.out.println("Use ./hangil test from the repository's root.");
        }
    }

    /** Prints the version. */
    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Runnable {
        @Override
        public void run() {
            System.out.println(new Version().getVersion()[0]);
        }
    }
}
