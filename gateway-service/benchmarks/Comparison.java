import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Two builds of the gateway in turns, each beside nginx: on a machine that is not the same from minute to minute only what was
 * measured within one round can be compared.
 */
final class Comparison {

    private static final int LEAST_WARM_UP = 30;
    private static final int MOST_WARM_UP = 90;

    private final GatewayBenchmark bench;
    private final Parts parts;
    private final Side nginx;
    private final Side ours;
    private final Side other;
    private final int rounds;

    /** One that is measured. */
    record Side(Load.Target target, Parts.Part part) {}

    /** What one side does for some seconds. */
    private interface Turn {
        Load.Seen play(Side side) throws IOException, InterruptedException;
    }

    Comparison(GatewayBenchmark bench, Parts parts, Side nginx, Side ours, Side other, int rounds) {
        this.bench = bench;
        this.parts = parts;
        this.nginx = nginx;
        this.ours = ours;
        this.other = other;
        this.rounds = rounds;
    }

    /** Both get to know metrics and all that is shipped, and keep to the measured core from then on. */
    void warmUp() throws IOException, InterruptedException {
        for (Side side : List.of(ours, other)) {
            GatewayBenchmark.warmUp(parts, side.target(), side.part(), LEAST_WARM_UP, MOST_WARM_UP);
            parts.pin(side.part());
        }
    }

    void requests() throws IOException, InterruptedException {
        play("cpu_per_request", side -> side == nginx
                ? GatewayBenchmark.closed(side.target(), side.part(), 1, 4)
                : GatewayBenchmark.closedAndShipped(parts, side.target(), side.part(), 4));
    }

    void chunks() throws IOException, InterruptedException {
        for (Side side : List.of(ours, other)) {
            GatewayBenchmark.warmUp(side.part(), 20, 60, () -> GatewayBenchmark.someStreams(side.target(), side.part(), 5));
        }
        play("cpu_per_chunk", side -> GatewayBenchmark.someStreams(side.target(), side.part(), 5));
    }

    /** The order of the two changes each round, for what was played just before has a hand in what follows. */
    private void play(String figure, Turn turn) throws IOException, InterruptedException {
        double[] us = new double[rounds];
        double[] them = new double[rounds];
        double[] ratios = new double[rounds];
        double[] ofNginx = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double bare = micros(turn.play(nginx));
            if (round % 2 == 0) {
                us[round] = micros(turn.play(ours));
                them[round] = micros(turn.play(other));
            } else {
                them[round] = micros(turn.play(other));
                us[round] = micros(turn.play(ours));
            }
            ratios[round] = us[round] / them[round];
            ofNginx[round] = us[round] / bare;
            GatewayBenchmark.say("round %d: nginx %.1f us, this build %.1f, the other %.1f: %.3f"
                    .formatted(round + 1, bare, us[round], them[round], ratios[round]));
        }
        long less = Arrays.stream(ratios).filter(ratio -> ratio < 1).count();
        bench.figure("%s %.1f us ratio %.2f of nginx", figure, median(us), median(ofNginx));
        bench.figure("%s_of_the_other %.1f us ratio %.3f of the other, less in %d of %d rounds", figure, median(them), median(ratios), less, rounds);
    }

    /** Without compilers, which a turn meets by chance. */
    private static double micros(Load.Seen seen) {
        return (seen.cpuSeconds() - seen.compilerSeconds()) * 1e6 / seen.count();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
