import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the pod costs over calling llama-server directly: the same engine process, the same load, in turns; and how fast it pulls
 * weights beside {@code curl | sha256sum} from the same server.
 *
 * <p>{@code run.sh [--quick] [--only=ttft|throughput|weights] [--java-option=<option>]...}. Ends with one line per figure.
 */
public class InferenceBenchmark {

    private static final int[] PARALLEL = {1, 4, 16};
    private static final int ANSWER_TOKENS = 96;

    private final List<String> figures = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private boolean quick;
    private String only = "";

    public static void main(String[] args) throws Exception {
        new InferenceBenchmark().run(args);
    }

    private void run(String[] args) throws Exception {
        for (String arg : args) {
            if (arg.equals("--quick")) {
                quick = true;
            } else if (arg.startsWith("--only=")) {
                only = arg.substring(arg.indexOf('=') + 1);
            } else if (arg.startsWith("--java-option=")) {
                options.add(arg.substring(arg.indexOf('=') + 1));
            } else {
                throw new IllegalArgumentException("unknown argument " + arg
                        + "; there are --quick, --only=ttft|throughput|weights, --java-option=<option>");
            }
        }
        Path folder = Files.createTempDirectory("hangil-bench-");
        say("logs are in " + folder);
        say("load average " + Files.readString(Path.of("/proc/loadavg")).trim());
        long large = (quick ? 256L : 1024L) << 20;
        try (Platform platform = new Platform(folder, wants("weights") ? large : 0);
                Pod pod = new Pod(folder, platform, options)) {
            if (wants("weights")) {
                weights(platform, pod, large);
            }
            pod.awaitReady();
            Target through = new Target("the pod", pod.port(), platform.token("gateway-service"));
            Target direct = new Target("llama-server", pod.enginePort(), pod.engineKey());
            if (wants("ttft") || wants("throughput")) {
                // Many short requests: what is to be warm is what is done once a request.
                say("warming up");
                Load.closed(through, 8, 4, quick ? 20 : 40);
                Load.closed(direct, 4, 48, 2);
            }
            if (wants("ttft")) {
                firstTokens(through, direct);
            }
            if (wants("throughput")) {
                for (int streams : PARALLEL) {
                    throughput(through, direct, streams);
                }
            }
        }
        say("load average " + Files.readString(Path.of("/proc/loadavg")).trim());
        figures.forEach(System.out::println);
    }

    private boolean wants(String what) {
        return only.isEmpty() || only.equals(what);
    }

    /** One request each way in turns, so that whatever else the machine does meets all alike. */
    private void firstTokens(Target through, Target direct) throws IOException {
        int turns = quick ? 150 : 600;
        double[][] seen = new double[3][turns];
        try (Load.Connection pod = new Load.Connection(through);
                Load.Connection engine = new Load.Connection(direct);
                Load.Connection fresh = new Load.Connection(direct)) {
            Load.Connection[] ways = {pod, engine, fresh};
            for (int i = 0; i < turns * ways.length; i++) {
                int way = (i + i / ways.length) % ways.length;
                seen[way][i / ways.length] = ways[way].stream(i, 4).firstTokenMillis();
                fresh.close();
            }
        }
        double with = percentile(seen[0], 50);
        double without = percentile(seen[1], 50);
        say("time to first token, p50 and p90 in ms: the pod %.2f and %.2f, llama-server %.2f and %.2f, it on a new connection each %.2f and %.2f"
                .formatted(with, percentile(seen[0], 90), without, percentile(seen[1], 90), percentile(seen[2], 50),
                        percentile(seen[2], 90)));
        figure("ttft_added_p50 %.2f ms ratio %.2f of direct", with - without, with / without);
    }

    private void throughput(Target through, Target direct, int streams) throws Exception {
        List<Load.Seen> ours = new ArrayList<>();
        List<Load.Seen> theirs = new ArrayList<>();
        for (int turn = 0; turn < (quick ? 3 : 5); turn++) {
            double seconds = quick ? 3 : 6;
            boolean first = turn % 2 == 0;
            Load.Seen one = Load.closed(first ? direct : through, streams, ANSWER_TOKENS, seconds);
            Load.Seen other = Load.closed(first ? through : direct, streams, ANSWER_TOKENS, seconds);
            ours.add(first ? other : one);
            theirs.add(first ? one : other);
        }
        double rate = median(ours, Load.Seen::tokensPerSecond);
        double base = median(theirs, Load.Seen::tokensPerSecond);
        say("%d stream(s): the pod %.0f tokens/s, llama-server %.0f".formatted(streams, rate, base));
        figure("throughput_" + streams + " %.0f tokens/s ratio %.3f of direct", rate, rate / base);
    }

    private void weights(Platform platform, Pod pod, long bytes) throws Exception {
        double seconds = pod.awaitPulled(platform.largeHex());
        double pipe = platform.pipeSeconds();
        double again = platform.pipeSeconds();
        double base = Math.min(pipe, again);
        double mib = bytes / (double) (1 << 20);
        say("weights: the pod %.2f s, curl | sha256sum %.2f s".formatted(seconds, base));
        figure("weights_pull %.0f MiB/s ratio %.2f of pipe", mib / seconds, base / seconds);
    }

    private static double median(List<Load.Seen> seen, ToDoubleFunction<Load.Seen> value) {
        return percentile(seen.stream().mapToDouble(value).toArray(), 50);
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private void figure(String format, Object... values) {
        figures.add("figure " + String.format(Locale.ROOT, format, values));
    }

    private static void say(String text) {
        System.err.println("bench: " + text);
    }
}
