package kr.hangil.stack.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import kr.hangil.stack.demo.DemoUsers;
import kr.hangil.stack.place.StackFolder;

/** What a user needs to know about a running stack. */
final class Summary {

    private Summary() {}

    static String of(StackFolder folder, Map<String, String> urls) throws IOException {
        StringBuilder text = new StringBuilder("\n");
        line(text, "portal", urls.get("portal"));
        String gateway = urls.get("gateway");
        line(text, "gateway", gateway == null ? null : gateway + "/v1  (OpenAI base URL)");
        line(text, "registry", urls.get("registry"));
        line(text, "inference", urls.get("inference"));
        line(text, "billing", urls.get("billing"));
        line(text, "keycloak", urls.get("keycloak"));
        line(text, "postgres", urls.get("postgres"));
        if (gateway != null && Files.exists(folder.demoEnv())) {
            text.append('\n');
            text.append("  Sign in to the portal as ").append(DemoUsers.OWNER);
            text.append(" (owner of tenant narae) or ")
                    .append(DemoUsers.OPERATOR)
                    .append(" (platform operator);\n");
            text.append("  the password of both is $HANGIL_PORTAL_PASSWORD in .hangil/demo.env.\n\n");
            text.append("  . ").append(folder.demoEnv()).append('\n');
            text.append("  curl -N \"$OPENAI_BASE_URL/chat/completions\" \\\n");
            text.append("    -H \"Authorization: Bearer $OPENAI_API_KEY\" -H 'Content-Type: application/json' \\\n");
            text.append("    -d '{\"model\":\"hangil-mini\",\"stream\":true,");
            text.append("\"messages\":[{\"role\":\"user\",\"content\":\"대한민국의 수도는 어디야?\"}]}'\n");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @org.jspecify.annotations.Nullable String address) {
        if (address != null) {
            text.append(String.format("  %-10s %s%n", name, address));
        }
    }
}
