package kr.hangil.e2e.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the services' own sources say about the environment they read. */
record ServiceConfiguration(Path root) {

    private static final Pattern READ = Pattern.compile("\\$\\{(HANGIL_[A-Z_]+)");
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{(HANGIL_[A-Z_]+)(?::?)}");
    private static final Pattern PORT = Pattern.compile("\\$\\{HANGIL_(?!DB_)[A-Z]+_(MANAGEMENT_)?PORT:(\\d+)}");
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"\\)");

    /**
     * Holds what a service is given against what it reads.
     *
     * @param service folder of its module
     * @param given names of the variables in its environment
     * @param ports its container ports by name
     */
    List<String> check(String service, Set<String> given, Map<String, Integer> ports) {
        String sources = sources(root.resolve(service).resolve("src/main"));
        List<String> findings = new ArrayList<>();
        Set<String> required = matches(REQUIRED, sources);
        Set<String> read = matches(READ, sources);
        Set<String> prefixes = matches(PREFIX, sources);
        required.stream()
                .filter(name -> !given.contains(name) && !name.equals("HANGIL_ENGINE_PATH"))
                .forEach(name -> findings.add(service + ": reads " + name + ", which is not set"));
        given.stream()
                .filter(name -> !read.contains(name) && prefixes.stream().noneMatch(prefix -> isKey(name, prefix)))
                .forEach(name -> findings.add(service + ": is given " + name + ", which it does not read"));
        PORT.matcher(sources).results().forEach(port -> {
            String name = port.group(1) == null ? "http" : "management";
            if (!Integer.valueOf(port.group(2)).equals(ports.get(name))) {
                findings.add(service + ": listens on " + port.group(2) + ", which is not its port " + name);
            }
        });
        return findings;
    }

    private static boolean isKey(String variable, String prefix) {
        return variable.startsWith(prefix.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_") + "_");
    }

    private static Set<String> matches(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().map((MatchResult it) -> it.group(1)).forEach(found::add);
        return found;
    }

    private static String sources(Path folder) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(it -> it.toString().matches(".*\\.(java|yaml|properties)"))
                    .toList()) {
                text.append(Files.readString(file)).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
