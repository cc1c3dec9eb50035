package kr.hangil.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kr.hangil.stack.secrets.StackSecrets;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The local stack that all end-to-end tests share: started before the first of them, on ports
 * and in a folder of its own, and stopped after the last.
 */
public final class HangilStack implements Platform, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PORTS =
            List.of("POSTGRES", "KEYCLOAK", "REGISTRY", "INFERENCE", "BILLING", "GATEWAY", "PORTAL");
    private static final long UP_MINUTES = 12;

    private final Path root =
            Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath().normalize();
    private final Path home = root.resolve("e2e-tests/target/stack");
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> demo = new HashMap<>();

    private HangilStack() throws IOException, InterruptedException {
        environment.put("HANGIL_HOME", home.toString());
        List<ServerSocket> held = new ArrayList<>();
        for (String port : PORTS) {
            environment.put("HANGIL_" + port + "_PORT", Integer.toString(free(held)));
            if (!port.equals("POSTGRES")) {
                environment.put("HANGIL_" + port + "_MANAGEMENT_PORT", Integer.toString(free(held)));
            }
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        if (hangil("reset", "--yes") != 0) {
            throw new IllegalStateException("what an earlier run left in " + home + " does not go away");
        }
        if (hangil("up", "--detach", "--no-build") != 0) {
            throw new IllegalStateException("./hangil up --detach failed; its logs are in " + home.resolve("logs"));
        }
        readDemoEnv();
    }

    private static HangilStack start() {
        try {
            return new HangilStack();
        } catch (IOException e) {
            throw new IllegalStateException("the local stack could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the local stack was started", e);
        }
    }

    private static int free(List<ServerSocket> held) throws IOException {
        ServerSocket socket = new ServerSocket(0);
        held.add(socket);
        return socket.getLocalPort();
    }

    private void readDemoEnv() throws IOException {
        for (String line : Files.readAllLines(home.resolve("demo.env"))) {
            String entry = line.startsWith("export ") ? line.substring("export ".length()) : line;
            int equals = entry.indexOf('=');
            if (equals > 0 && !entry.startsWith("#")) {
                String value = entry.substring(equals + 1);
                boolean quoted = value.length() >= 2 && "'\"".indexOf(value.charAt(0)) >= 0;
                demo.put(entry.substring(0, equals), quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
    }

    /** Runs {@code ./hangil} with {@code arguments}; its output goes to this process's own. Returns its exit code. */
    public int hangil(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", root.resolve("hangil").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(UP_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            throw new IllegalStateException("./hangil " + String.join(" ", arguments) + " did not end in time");
        }
        return process.exitValue();
    }

    @Override
    public String demo(String name) {
        String value = demo.get(name);
        if (value == null) {
            throw new IllegalStateException("demo.env has no " + name);
        }
        return value;
    }

    /** Folder of the stack's data and logs. */
    public Path home() {
        return home;
    }

    /** Root of the repository. */
    public Path root() {
        return root;
    }

    /** Base address of a service's management interface. */
    public String management(String service) {
        return "http://localhost:" + environment.get("HANGIL_" + service + "_MANAGEMENT_PORT");
    }

    /** Base address of the demo pod, which only the gateway calls. */
    public String pod() {
        return "http://localhost:" + environment.get("HANGIL_INFERENCE_PORT");
    }

    /** The process that runs {@code component} now. */
    public ProcessHandle process(String component) throws IOException {
        JsonNode state = JSON.readTree(home.resolve("state.json").toFile());
        for (JsonNode entry : state.path("processes")) {
            if (entry.path("name").asText().equals(component)) {
                return ProcessHandle.of(entry.path("process").path("pid").asLong())
                        .orElseThrow();
            }
        }
        throw new IllegalStateException("no process '" + component + "' in " + state);
    }

    @Override
    public String clientSecret(String client) throws IOException {
        return StackSecrets.copyOf(home.resolve("secrets.properties")).clientSecret(client);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        hangil("down");
    }

    /** Hands the one stack to tests that name it as a parameter, and stops it when the last of them has run. */
    public static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == HangilStack.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(HangilStack.class, key -> start(), HangilStack.class);
        }
    }
}
