package kr.hangil.operator.reconcile;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import kr.hangil.operator.cluster.OperatorRun;
import kr.hangil.operator.cluster.TestCluster;

/**
 * How long an operator takes after its restart until it has looked at 1,000 deployments that are as they should be, against the
 * cluster in memory. Ends with {@code figure reconcile_1000 <seconds> s}, and fails if anything was written.
 */
final class ReconcileBenchmark {

    private static final String MODEL = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: ModelDeployment
            metadata: {name: m%1$d, namespace: hangil}
            spec:
              model: {name: hangil/m%1$d, version: prod}
              servedAs: [m%1$d]
              variants: [{name: main, region: kr-ulsan, profile: cpu, min: 0, max: 1}]
            """;
    private static final String CPU = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: AcceleratorProfile
            metadata: {name: cpu}
            spec:
              vendor: cpu
              perDevice: {cpu: "2", memory: 2Gi}
              engine: {kind: llamacpp}
            """;

    /** It tells every request; held, or its level may be forgotten. */
    private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

    private ReconcileBenchmark() {}

    /** Exits by itself, for threads of the server in memory outlive it. */
    public static void main(String[] args) {
        int status = 1;
        try {
            measure(args.length > 0 ? Integer.parseInt(args[0]) : 1000);
            status = 0;
        } catch (IllegalStateException | InterruptedException e) {
            System.err.println(e);
        }
        System.exit(status);
    }

    private static void measure(int count) throws InterruptedException {
        REQUESTS.setLevel(Level.WARNING);
        Map<String, String> calm = Map.of("hangil.operator.pod-interval", "PT1H");
        try (TestCluster cluster = TestCluster.inMemory()) {
            cluster.client().resource(OperatorRun.profile(CPU)).create();
            for (int i = 0; i < count; i++) {
                cluster.client()
                        .resource(OperatorRun.deployment(MODEL.formatted(i)))
                        .create();
            }
            try (OperatorRun first = new OperatorRun(cluster, List.of(), calm, it -> it.publish("prod", 'a'))) {
                await(cluster, Duration.ofMinutes(8), count);
            }
            int writes = cluster.writes().size();
            long cpu = cpuNanos();
            long start = System.nanoTime();
            try (OperatorRun again = new OperatorRun(cluster, List.of(), calm, it -> it.publish("prod", 'a'))) {
                while (again.versions().asked() < count) {
                    Thread.sleep(10);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                Thread.sleep(2000);
                int more = cluster.writes().size() - writes;
                cluster.writes().stream().skip(writes).limit(8).forEach(System.out::println);
                System.out.printf(
                        "writes after the restart %d, CPU %.1f s (server included)%n", more, (cpuNanos() - cpu) / 1e9);
                System.out.printf("figure reconcile_%d %.1f s%n", count, seconds);
                if (more > 0) {
                    throw new IllegalStateException(more + " writes for what was as it should be");
                }
            }
        }
    }

    private static void await(TestCluster cluster, Duration limit, int count) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        int calm = 0;
        int last = -1;
        while (System.nanoTime() < end && calm < 5) {
            Thread.sleep(1000);
            int now = cluster.writes().size();
            calm = now == last && now >= 4 * count ? calm + 1 : 0;
            last = now;
        }
        System.out.printf("%d writes until %d deployments were as they should be%n", last, count);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
