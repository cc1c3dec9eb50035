package kr.hangil.operator.reconcile;

import java.util.List;
import java.util.Map;
import kr.hangil.operator.cluster.GatewayStandIn;
import kr.hangil.operator.cluster.OperatorRun;
import kr.hangil.operator.cluster.TestCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A cluster with nodes, a gateway that watches its pods, and the operator at work; version {@code prod} of every model is there. */
@SuppressWarnings("NullAway.Init") // fields are set before each test
abstract class OperatedCluster {

    private static final String CPU = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: AcceleratorProfile
            metadata: {name: cpu}
            spec:
              vendor: cpu
              perDevice: {cpu: "2", memory: 2Gi}
              engine: {kind: llamacpp}
              startupBudgetSeconds: 60
            """;

    TestCluster cluster;
    GatewayStandIn gateway;
    OperatorRun operator;

    /** Adds nodes and profiles before the operator starts: one node of CPUs, if nothing else is said. */
    void prepare() {
        cluster.node("ulsan-0", "kr-ulsan", "cpu", 64, Map.of());
        cluster.client().resource(OperatorRun.profile(CPU)).create();
    }

    /** The name that clients use. */
    String servedName() {
        return "hangil-mini";
    }

    @BeforeEach
    void start() {
        cluster = TestCluster.open();
        prepare();
        gateway = new GatewayStandIn(servedName(), cluster::pods);
        operator = new OperatorRun(cluster, List.of(gateway.url()));
        operator.versions().publish("prod", 'a');
    }

    @AfterEach
    void stop() {
        operator.close();
        gateway.close();
        cluster.close();
    }
}
