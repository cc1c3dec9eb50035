package kr.hangil.inference.engine.openaihttp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Samples of Prometheus' text exposition format, by whole names: {@code requests_waiting} does not find
 * {@code requests_waiting_by_reason}. Samples that are not numbers count as absent.
 */
final class PrometheusText {

    private final Map<String, List<Sample>> samples = new HashMap<>();

    private record Sample(String labels, double value) {}

    PrometheusText(String text) {
        text.lines().filter(line -> !line.isEmpty() && line.charAt(0) != '#').forEach(this::read);
    }

    private void read(String line) {
        int name = 0;
        while (name < line.length() && line.charAt(name) != '{' && line.charAt(name) != ' ') {
            name++;
        }
        int labels = name < line.length() && line.charAt(name) == '{' ? closing(line, name) : name;
        String[] rest = line.substring(Math.min(labels, line.length())).trim().split("[ \\t]+", 2);
        try {
            double value = Double.parseDouble(rest[0]);
            if (Double.isFinite(value)) {
                samples.computeIfAbsent(line.substring(0, name), key -> new ArrayList<>())
                        .add(new Sample(line.substring(name, labels), value));
            }
        } catch (NumberFormatException e) {
            // +Inf, or no metric at all: absent.
            return;
        }
    }

    /** Behind the brace that closes the labels; one inside a quoted value does not. */
    private static int closing(String line, int from) {
        boolean quoted = false;
        for (int i = from + 1; i < line.length(); i++) {
            char at = line.charAt(i);
            if (quoted && at == '\\') {
                i++;
            } else if (at == '"') {
                quoted = !quoted;
            } else if (at == '}' && !quoted) {
                return i + 1;
            }
        }
        return line.length();
    }

    /**
     * The sum over all label sets of a metric.
     *
     * @param metric a whole name, or a name with one label as in {@code name{mode="decode"}}
     */
    OptionalDouble sum(String metric) {
        return values(metric).stream().mapToDouble(Sample::value).reduce(Double::sum);
    }

    /** The largest over all label sets: shares of unlike things have no sum. */
    OptionalDouble largest(String metric) {
        return values(metric).stream().mapToDouble(Sample::value).max();
    }

    private List<Sample> values(String metric) {
        int brace = metric.indexOf('{');
        if (brace < 0) {
            return samples.getOrDefault(metric, List.of());
        }
        String label = metric.substring(brace + 1, metric.length() - 1);
        return samples.getOrDefault(metric.substring(0, brace), List.of()).stream()
                .filter(sample -> has(sample.labels(), label))
                .toList();
    }

    private static boolean has(String labels, String label) {
        int at = labels.indexOf(label);
        return at > 0 && (labels.charAt(at - 1) == '{' || labels.charAt(at - 1) == ',');
    }
}
