package kr.hangil.stack.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.hangil.stack.place.StackPort;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.secrets.PrivateFile;
import kr.hangil.stack.secrets.StackSecrets;

/** {@code .hangil/demo.env}: what a shell sources to use the demo. Mode 0600. */
public final class DemoEnv {

    private DemoEnv() {}

    /** Returns what an earlier run wrote for {@code variable}. */
    public static Optional<String> valueIn(Path file, String variable) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher value = Pattern.compile("^export " + Pattern.quote(variable) + "='([^']+)'$", Pattern.MULTILINE)
                .matcher(Files.readString(file));
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    /** Writes every variable that contracts name. */
    public static void write(Path file, StackPorts ports, StackSecrets secrets, String key) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("OPENAI_BASE_URL", ports.url(StackPort.GATEWAY) + "/v1");
        variables.put("OPENAI_API_KEY", key);
        variables.put("HANGIL_MODEL", DemoModel.SERVED_NAME);
        variables.put("HANGIL_TENANT", DemoPlatform.TENANT);
        variables.put("HANGIL_PORTAL_USER", DemoUsers.OWNER);
        variables.put("HANGIL_PORTAL_PASSWORD", secrets.demoPassword());
        variables.put("HANGIL_OPERATOR_USER", DemoUsers.OPERATOR);
        variables.put("HANGIL_OPERATOR_PASSWORD", secrets.demoPassword());
        variables.put("HANGIL_GATEWAY_URL", ports.url(StackPort.GATEWAY));
        variables.put("HANGIL_KEYCLOAK_URL", ports.url(StackPort.KEYCLOAK));
        variables.put("HANGIL_REGISTRY_URL", ports.url(StackPort.REGISTRY));
        variables.put("HANGIL_INFERENCE_URL", ports.url(StackPort.INFERENCE));
        variables.put("HANGIL_BILLING_URL", ports.url(StackPort.BILLING));
        variables.put("HANGIL_PORTAL_URL", ports.url(StackPort.PORTAL));
        StringBuilder text = new StringBuilder("# Written by ./hangil up. Holds secrets: do not share.\n");
        variables.forEach((name, value) -> text.append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        PrivateFile.write(file, text.toString());
    }
}
