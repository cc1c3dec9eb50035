import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The gateway against nginx as a bare reverse proxy: same stub pod, same load, in turns.
 *
 * <p>{@code run.sh [--quick] [--only=requests|latency|streams|minutes|redis] [--app=<folder of another build>] [--java-option=<option>]...} beside a running stack. Everything the gateway does is on:
 * key, limits, hard budget, routing, durable metering into the stack's billing, which is kept on the core of the instruments meanwhile. {@code minutes} is in no other run:
 * 2,000 streams for ten of them. Ends with one line per figure.
 *
 * <p>{@code --against=<folder of another build> [--against-java-option=<option>]... [--rounds=8]} compares two builds, or two ways to start one, instead: see {@link Comparison}.
 */
public class GatewayBenchmark {

    private static final int CALLERS = 64;
    private static final int RATE = 500;
    private static final int SOME_STREAMS = 200;
    private static final int MANY_STREAMS = 2_000;
    private static final int CHUNKS_A_SECOND = 20;

    private final List<String> options = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();
    private final List<String> otherOptions = new ArrayList<>();
    private boolean quick;
    private String only = "";
    private Path application = Path.of("gateway-service/target/quarkus-app");
    private Path other;
    private int rounds = 8;

    public static void main(String[] args) throws Exception {
        new GatewayBenchmark().run(args);
    }

    private void run(String[] args) throws Exception {
        for (String arg : args) {
            take(arg);
        }
        if (other != null && !List.of("", "requests", "streams").contains(only)) {
            throw new IllegalArgumentException("two builds are compared by requests and by streams, not by " + only);
        }
        Path folder = Files.createTempDirectory("hangil-bench-");
        say("logs are in " + folder);
        say("load average " + Files.readString(Path.of("/proc/loadavg")).trim());
        try (Parts parts = new Parts(folder);
                Stack stack = new Stack()) {
            Parts.Part stub = parts.stub();
            String key = stack.prepare(stub.port());
            Parts.Part nginx = parts.nginx(stub.port());
            Parts.Part gateway = parts.gateway("gw-bench", application, stack.gatewayEnvironment(), options);
            Load.Target proxied = new Load.Target("nginx", nginx.port(), key, stack.model());
            Load.Target through = new Load.Target("the gateway", gateway.port(), key, stack.model());
            if (other == null) {
                measure(parts, stack, new Load.Target("the stub", stub.port(), key, stack.model()), stub, proxied, nginx, through, gateway);
            } else {
                compare(parts, stack, new Comparison.Side(proxied, nginx), new Comparison.Side(through, gateway));
            }
        }
        say("load average " + Files.readString(Path.of("/proc/loadavg")).trim());
        figures.forEach(System.out::println);
    }

    private void take(String arg) {
        String value = arg.substring(arg.indexOf('=') + 1);
        if (arg.equals("--quick")) {
            quick = true;
        } else if (arg.matches("--only=(requests|latency|streams|minutes|redis)")) {
            only = value;
        } else if (arg.startsWith("--app=")) {
            application = build(value);
        } else if (arg.startsWith("--java-option=")) {
            options.add(value);
        } else if (arg.startsWith("--against=")) {
            other = build(value);
        } else if (arg.startsWith("--against-java-option=")) {
            otherOptions.add(value);
        } else if (arg.matches("--rounds=[1-9]\\d{0,2}")) {
            rounds = Integer.parseInt(value);
        } else {
            throw new IllegalArgumentException("unknown argument " + arg + "; there are --quick, --only=requests|latency|streams|minutes|redis, --app=<folder>, "
                    + "--java-option=<option>, --against=<folder>, --against-java-option=<option>, --rounds=<1 to 999>");
        }
    }

    private static Path build(String folder) {
        Path build = Path.of(folder);
        if (!Files.exists(build.resolve("quarkus-run.jar"))) {
            throw new IllegalArgumentException(build + " is no packaged gateway: it has no quarkus-run.jar");
        }
        return build;
    }

    private void measure(
            Parts parts, Stack stack, Load.Target direct, Parts.Part stub, Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway)
            throws IOException, InterruptedException {
        warmUp(parts, through, gateway, quick ? 20 : 30, 90);
        parts.pin(gateway);
        parts.aside(stack.supervisor());
        if (plays("requests")) {
            requests(parts, proxied, nginx, through, gateway);
        }
        // Before the streams, which leave a larger heap behind.
        Load.Seen open = plays("latency") || plays("redis") ? latency(direct, stub, proxied, nginx, through, gateway) : null;
        if (plays("streams")) {
            chunks(proxied, nginx, through, gateway);
            manyStreams(direct, stub, proxied, nginx, through, gateway);
            streamsInTurn(proxied, nginx, through, gateway);
            besideAnswers(proxied, nginx, through, gateway);
            besideFlood(proxied, through);
        }
        if (only.equals("minutes")) {
            minutes(through, gateway);
        }
        if (open != null && plays("redis")) {
            parts.stop(gateway);
            redis(parts, stack, through.bearer(), open);
        }
    }

    private void compare(Parts parts, Stack stack, Comparison.Side nginx, Comparison.Side ours) throws IOException, InterruptedException {
        Parts.Part part = parts.gateway("gw-bench-other", other, stack.gatewayEnvironment(), otherOptions);
        Load.Target target = new Load.Target("the other gateway", part.port(), ours.target().bearer(), stack.model());
        Comparison comparison = new Comparison(this, parts, nginx, ours, new Comparison.Side(target, part), rounds);
        comparison.warmUp();
        parts.aside(stack.supervisor());
        if (plays("requests")) {
            comparison.requests();
        }
        if (plays("streams")) {
            comparison.chunks();
        }
    }

    private boolean plays(String part) {
        return only.isEmpty() || only.equals(part);
    }

    /** What the gateway ships after a turn is of that turn, and out of the way of the next. */
    private void requests(Parts parts, Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway)
            throws IOException, InterruptedException {
        parts.awaitShipped(gateway);
        closed(proxied, nginx, 0, 2);
        List<Load.Seen> theirs = new ArrayList<>();
        List<Load.Seen> ours = new ArrayList<>();
        for (int turn = 0; turn < (quick ? 2 : 4); turn++) {
            theirs.add(closed(proxied, nginx, 1, quick ? 4 : 6));
            ours.add(closedAndShipped(parts, through, gateway, quick ? 4 : 6));
            Load.Seen a = theirs.getLast();
            Load.Seen b = ours.getLast();
            say("closed loop: nginx %.0f/s %.1f µs, gateway %.0f/s %.1f µs (compilers %.1f), %.2f"
                    .formatted(a.perSecond(), a.cpuMicros(), b.perSecond(), b.cpuMicros(), b.compilerSeconds() * 1e6 / b.count(),
                            b.cpuMicros() / a.cpuMicros()));
        }
        double[] rate = medians(ours, theirs, Load.Seen::perSecond);
        double[] cpu = medians(ours, theirs, Load.Seen::cpuMicros);
        figure("requests_per_second %.0f 1/s ratio %.2f of nginx", rate[0], rate[1]);
        figure("cpu_per_request %.1f us ratio %.2f of nginx", cpu[0], cpu[1]);
    }

    private Load.Seen latency(Load.Target direct, Parts.Part stub, Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway) throws IOException {
        double seconds = quick ? 6 : 12;
        Load.Seen without = open(direct, stub, seconds);
        Load.Seen bare = open(proxied, nginx, seconds);
        Load.Seen with = open(through, gateway, seconds);
        for (Load.Seen seen : List.of(without, bare, with)) {
            say("open loop, %s: %.1f µs (compilers %.1f); p50 %.2f ms, p90 %.2f, p99 %.2f, longest %.2f"
                    .formatted(
                            seen == with ? "the gateway" : seen == bare ? "nginx" : "direct", seen.cpuMicros(),
                            seen.compilerSeconds() * 1e6 / seen.count(), seen.percentile(50), seen.percentile(90),
                            seen.percentile(99), seen.percentile(100)));
        }
        for (int percent : new int[] {50, 99}) {
            double base = without.percentile(percent);
            double added = with.percentile(percent) - base;
            figure("added_latency_p" + percent + " %.3f ms ratio %.2f of direct", added, (added + base) / base);
        }
        return with;
    }

    private void chunks(Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway)
            throws IOException, InterruptedException {
        warmUp(gateway, quick ? 10 : 20, 60, () -> someStreams(through, gateway, 5));
        List<Load.Seen> theirs = new ArrayList<>();
        List<Load.Seen> ours = new ArrayList<>();
        for (int turn = 0; turn < (quick ? 1 : 3); turn++) {
            theirs.add(someStreams(proxied, nginx, quick ? 5 : 6));
            ours.add(someStreams(through, gateway, quick ? 5 : 6));
            Load.Seen a = theirs.getLast();
            Load.Seen b = ours.getLast();
            say("streams: nginx %.0f chunks/s %.1f µs, gateway %.0f chunks/s %.1f µs, %.2f"
                    .formatted(a.perSecond(), a.cpuMicros(), b.perSecond(), b.cpuMicros(), b.cpuMicros() / a.cpuMicros()));
        }
        double[] cpu = medians(ours, theirs, Load.Seen::cpuMicros);
        figure("cpu_per_chunk %.1f us ratio %.2f of nginx", cpu[0], cpu[1]);
    }

    private void manyStreams(Load.Target direct, Parts.Part stub, Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway) throws IOException {
        double seconds = quick ? 6 : 15;
        Load.Seen without = streams(direct, stub, MANY_STREAMS, 6, seconds);
        Load.Seen bare = streams(proxied, nginx, MANY_STREAMS, 6, seconds);
        Load.Seen with = streams(through, gateway, MANY_STREAMS, 6, seconds);
        for (Load.Seen seen : List.of(without, bare, with)) {
            say("2,000 streams, %s: %.0f chunks/s of %d; half of them never silent for %.0f ms, 99 %% for %.0f, all for %.0f"
                    .formatted(
                            seen == with ? "the gateway" : seen == bare ? "nginx" : "direct", seen.perSecond(),
                            MANY_STREAMS * CHUNKS_A_SECOND, seen.percentile(50), seen.percentile(99), seen.percentile(100)));
        }
        figure("streams_2000_rss %.0f MiB", gateway.usage().rss());
        figure("streams_2000_max_stall %.0f ms ratio %.2f of nginx", with.percentile(100),
                with.percentile(100) / bare.percentile(100));
    }

    /** Streams that come and go leave garbage that a young collection no longer finds: what a collection of everything takes, all wait for. */
    private void streamsInTurn(Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway) throws IOException {
        Load.Seen bare = streamsInTurn(proxied, nginx, quick ? 6 : 15);
        Load.Seen with = streamsInTurn(through, gateway, quick ? 30 : 90);
        figure("streams_in_turn_rss %.0f MiB", gateway.usage().rss());
        figure("streams_in_turn_max_stall %.0f ms ratio %.2f of nginx", with.percentile(100),
                with.percentile(100) / bare.percentile(100));
    }

    private static Load.Seen streamsInTurn(Load.Target target, Parts.Part part, double seconds) throws IOException {
        try (Load load = new Load(target, part.usage())) {
            Load.Seen seen = load.streamsInTurn(MANY_STREAMS, CHUNKS_A_SECOND, 6, seconds);
            say("2,000 streams of 5 to 15 s in turn through %s: %.0f chunks/s; half of them never silent for %.0f ms, 99 %% for %.0f, all for %.0f"
                    .formatted(target.name(), seen.perSecond(), seen.percentile(50), seen.percentile(99), seen.percentile(100)));
            return seen;
        }
    }

    /** What an answer of many megabytes takes of an event loop, and of the garbage collector, all streams wait for. */
    private void besideAnswers(Load.Target proxied, Parts.Part nginx, Load.Target through, Parts.Part gateway)
            throws IOException, InterruptedException {
        double seconds = quick ? 6 : 12;
        warmUp(gateway, 10, 40, () -> beside(through, gateway, 5));
        Load.Seen bare = beside(proxied, nginx, seconds);
        Load.Seen with = beside(through, gateway, seconds);
        figure("streams_beside_answers_max_stall %.0f ms ratio %.2f of nginx", with.percentile(100),
                with.percentile(100) / bare.percentile(100));
    }

    private static Load.Seen beside(Load.Target target, Parts.Part part, double seconds) throws IOException {
        try (Answers answers = new Answers(target)) {
            return someStreams(target, part, seconds);
        }
    }

    /** How long others wait for their first event while one stream comes as fast as its client reads. */
    private void besideFlood(Load.Target proxied, Load.Target through) throws IOException, InterruptedException {
        int count = quick ? 60 : 200;
        Flood.firstEvents(through, 200);
        double[] without = Flood.firstEvents(through, count);
        double[] bare = firstEventsBesideFlood(proxied, count);
        firstEventsBesideFlood(through, 200);
        double[] with = firstEventsBesideFlood(through, count);
        say("first event without a flood: p50 %.1f ms, longest %.1f".formatted(without[count / 2], without[count - 1]));
        figure("first_event_beside_flood_p50 %.1f ms ratio %.2f of nginx", with[count / 2], with[count / 2] / bare[count / 2]);
    }

    private double[] firstEventsBesideFlood(Load.Target target, int count) throws IOException, InterruptedException {
        try (Flood flood = new Flood(target)) {
            double[] millis = Flood.firstEvents(target, count);
            say("first event beside %.0f MB/s of a flood through %s: p50 %.1f ms, p90 %.1f, longest %.1f"
                    .formatted(flood.perSecond(), target.name(), millis[count / 2], millis[count * 9 / 10], millis[count - 1]));
            return millis;
        }
    }

    private void minutes(Load.Target through, Parts.Part gateway) throws IOException, InterruptedException {
        List<Double> memory = new ArrayList<>();
        warmUp(gateway, 20, 60, () -> someStreams(through, gateway, 5));
        try (Load load = new Load(through, gateway.usage())) {
            load.streamsByTheMinute(MANY_STREAMS, CHUNKS_A_SECOND, 6, quick ? 3 : 10, (minute, seen) -> {
                memory.add(gateway.usage().rss());
                say("minute %d: %.0f MiB, %.0f chunks/s, half of them never silent for %.0f ms, all for %.0f"
                        .formatted(minute, memory.getLast(), seen.perSecond(), seen.percentile(50), seen.percentile(100)));
            });
        }
        figure("streams_2000_rss_last_minute %.0f MiB ratio %.2f of the first minute", memory.getLast(),
                memory.getLast() / memory.getFirst());
    }

    private void redis(Parts parts, Stack stack, String key, Load.Seen without) throws IOException, InterruptedException {
        if (!isOnPath("redis-server")) {
            say("redis_admission_p50 is skipped: no redis-server on PATH (apt-get install redis-server)");
            return;
        }
        Map<String, String> environment = new HashMap<>(stack.gatewayEnvironment());
        environment.put("HANGIL_REDIS_URL", "redis://localhost:" + parts.redis().port());
        Parts.Part gateway = parts.gateway("gw-bench-redis", application, environment, options);
        Load.Target through = new Load.Target("the gateway with Redis", gateway.port(), key, stack.model());
        warmUp(parts, through, gateway, quick ? 10 : 20, 90);
        parts.pin(gateway);
        Load.Seen with = open(through, gateway, quick ? 6 : 12);
        figure("redis_admission_p50 %.3f ms", with.percentile(50) - without.percentile(50));
    }

    interface Turn {
        Load.Seen play() throws IOException, InterruptedException;
    }

    /** Its metrics are asked for as well, as they are everywhere: code that has not met them yet would be compiled once more later. */
    static void warmUp(Parts parts, Load.Target target, Parts.Part gateway, int least, int most)
            throws IOException, InterruptedException {
        warmUp(gateway, least, most, () -> {
            parts.awaitShipped(gateway);
            return closed(target, gateway, 0, 5);
        });
    }

    /** Plays {@code turn}, of five seconds, until the compilers have little left to do; never longer than {@code most} seconds. */
    static void warmUp(Parts.Part part, int least, int most, Turn turn) throws IOException, InterruptedException {
        say("warming up");
        for (int seconds = 5; seconds <= most; seconds += 5) {
            Load.Seen seen = turn.play();
            if (seconds >= least && seen.compilerSeconds() < 0.05 * seen.cpuSeconds()) {
                return;
            }
        }
        say("not warm after " + most + " s: the machine is busy, and the figures have the compilers in them");
    }

    static Load.Seen closed(Load.Target target, Parts.Part part, double warmUp, double seconds) throws IOException {
        try (Load load = new Load(target, part.usage())) {
            return load.closed(CALLERS, warmUp, seconds);
        }
    }

    static Load.Seen closedAndShipped(Parts parts, Load.Target target, Parts.Part gateway, double seconds)
            throws IOException, InterruptedException {
        Load.Seen seen = closed(target, gateway, 1, seconds);
        double cpu = gateway.usage().cpuSeconds();
        double compiler = gateway.usage().compilerSeconds();
        parts.awaitShipped(gateway);
        return seen.with(gateway.usage().cpuSeconds() - cpu, gateway.usage().compilerSeconds() - compiler);
    }

    private static Load.Seen open(Load.Target target, Parts.Part part, double seconds) throws IOException {
        try (Load load = new Load(target, part.usage())) {
            return load.open(RATE, 2, seconds);
        }
    }

    /** As many streams as leave most of a core free. */
    static Load.Seen someStreams(Load.Target target, Parts.Part part, double seconds) throws IOException {
        return streams(target, part, SOME_STREAMS, 2, seconds);
    }

    private static Load.Seen streams(Load.Target target, Parts.Part part, int count, double warmUp, double seconds)
            throws IOException {
        try (Load load = new Load(target, part.usage())) {
            return load.streams(count, CHUNKS_A_SECOND, warmUp, seconds);
        }
    }

    private interface Quantity {
        double of(Load.Seen seen);
    }

    /** Median of ours, and of ours over theirs in the same turn. */
    private static double[] medians(List<Load.Seen> ours, List<Load.Seen> theirs, Quantity quantity) {
        double[] values = new double[ours.size()];
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = quantity.of(ours.get(i));
            ratios[i] = values[i] / quantity.of(theirs.get(i));
        }
        Arrays.sort(values);
        Arrays.sort(ratios);
        return new double[] {values[values.length / 2], ratios[ratios.length / 2]};
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    void figure(String format, Object... values) {
        figures.add("figure " + format.formatted(values));
        say(figures.getLast());
    }

    static void say(String text) {
        System.err.println(text);
    }

    static {
        Locale.setDefault(Locale.ROOT);
    }
}
