package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What dashboard and alerts ask for is what the services say: a renamed metric would leave a panel empty for ever. */
@ExtendWith(HangilStack.Extension.class)
class DashboardE2E {

    private static final Pattern METRIC = Pattern.compile("\\b(?:hangil|gen_ai)_[a-z0-9_]+(?=[\\[{) ]|$)");
    private static final Pattern LABEL_LIST = Pattern.compile("\\b(?:by|without|on) ?\\([^)]*\\)|\\{[^}]*}");

    @Test
    void shouldAskOnlyForMetricsThatThereAre(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(200);
        Path folder = stack.root().resolve("k8s/components/observability");

        // When
        Set<String> asked = new TreeSet<>();
        JsonNode dashboard = new ObjectMapper()
                .readTree(folder.resolve("serving.dashboard.json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                asked.addAll(metrics(target.path("expr").asText()));
            }
        }
        asked.addAll(metrics(Files.readString(folder.resolve("alerts.yaml"))));
        Set<String> there = exposed(stack);

        // Then
        assertThat(asked).hasSizeGreaterThan(15);
        assertThat(there).containsAll(asked);
    }

    private static Set<String> metrics(String expression) {
        return METRIC.matcher(LABEL_LIST.matcher(expression).replaceAll(" "))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toSet());
    }

    private static Set<String> exposed(HangilStack stack) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String service : List.of("GATEWAY", "INFERENCE", "BILLING")) {
                URI metrics = URI.create(stack.management(service) + "/q/metrics");
                http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                        .body()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("[{ ]", 2)[0])
                        .forEach(names::add);
            }
        }
        return names;
    }
}
