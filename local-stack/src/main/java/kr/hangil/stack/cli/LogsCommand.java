package kr.hangil.stack.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.services.Components;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./hangil logs}. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Show the logs of one service, or of all.")
final class LogsCommand implements Callable<Integer> {

    private static final long POLL_MILLIS = 200;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "postgres, keycloak, registry, billing, inference, gateway, portal or hangil; without: all.")
    private @Nullable String service;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing what is added.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "40",
            description = "Lines of each log to begin with, ${DEFAULT-VALUE} by default.")
    private int lines;

    @Override
    public Integer call() throws Exception {
        StackFolder folder = HangilCli.folder();
        List<String> known = new ArrayList<>(Components.ORDER);
        known.add("hangil");
        if (service != null && !known.contains(service)) {
            System.err.println("hangil: no service '" + service + "'; there are " + String.join(", ", known));
            return 2;
        }
        Map<String, Path> logs = new LinkedHashMap<>();
        for (String name : service == null ? known : List.of(service)) {
            Path log = folder.log(name);
            if (Files.exists(log)) {
                logs.put(name, log);
            }
        }
        if (logs.isEmpty()) {
            System.err.println("hangil: no logs yet in " + folder.logs());
            return 1;
        }
        Map<String, Long> positions = new LinkedHashMap<>();
        for (Map.Entry<String, Path> log : logs.entrySet()) {
            positions.put(log.getKey(), Files.size(log.getValue()));
            ChildProcess.tail(log.getValue(), lines).forEach(line -> print(log.getKey(), line));
        }
        while (follow) {
            for (Map.Entry<String, Path> log : logs.entrySet()) {
                long position = positions.getOrDefault(log.getKey(), 0L);
                positions.put(log.getKey(), printNew(log.getKey(), log.getValue(), position));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return 0;
    }

    private void print(String name, String line) {
        System.out.println(service == null ? String.format("%-10s| %s", name, line) : line);
    }

    /** Prints whole new lines and returns the position behind them; a log that became shorter begins anew. */
    private long printNew(String name, Path file, long position) throws IOException {
        long size = Files.exists(file) ? Files.size(file) : 0;
        long from = size < position ? 0 : position;
        if (size == from) {
            return from;
        }
        byte[] bytes = new byte[(int) Math.min(size - from, 1 << 20)];
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            access.seek(from);
            access.readFully(bytes);
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> print(name, line));
        return from + end;
    }
}
