package kr.hangil.stack.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import kr.hangil.stack.place.StackFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code ./hangil bench}: runs a module's {@code benchmarks/run.sh}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Run one benchmark with its baseline in the same run.",
            "Ends with a line per figure: figure <name> <value> <unit> [ratio <r> of <baseline>]",
            "What follows NAME goes to the benchmark."
        })
final class BenchCommand implements Callable<Integer> {

    private static final Map<String, String> MODULES = Map.of(
            "gateway", "gateway-service",
            "billing", "billing-service",
            "registry", "model-registry-service",
            "inference", "inference-service",
            "portal", "portal");

    @Parameters(paramLabel = "NAME", description = "gateway, billing, registry, inference or portal")
    private String name = "";

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        StackFolder folder = HangilCli.folder();
        String module = MODULES.get(name);
        if (module == null) {
            System.err.println("hangil: no benchmark '" + name + "'; there are gateway, billing, registry, inference,"
                    + " portal");
            return 2;
        }
        Path script = folder.root().resolve(module).resolve("benchmarks").resolve("run.sh");
        if (!Files.isExecutable(script)) {
            System.err.println("hangil: the benchmark of " + name + " is not written yet; it will be "
                    + folder.root().relativize(script));
            return 2;
        }
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.directory(folder.root().toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start().waitFor();
    }
}
