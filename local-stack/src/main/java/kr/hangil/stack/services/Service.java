package kr.hangil.stack.services;

import java.util.List;
import kr.hangil.stack.place.StackPort;
import org.jspecify.annotations.Nullable;

/** The platform's own services: module, ports, and who they are to PostgreSQL and Keycloak. */
public enum Service {
    /** The shelf. */
    REGISTRY(
            "registry",
            "model-registry-service",
            StackPort.REGISTRY,
            StackPort.REGISTRY_MANAGEMENT,
            "registry",
            Speed.STARTS_FAST),
    /** The demo pod. */
    INFERENCE(
            "inference",
            "inference-service",
            StackPort.INFERENCE,
            StackPort.INFERENCE_MANAGEMENT,
            null,
            Speed.STARTS_FAST),
    /** The ledger. */
    BILLING(
            "billing",
            "billing-service",
            StackPort.BILLING,
            StackPort.BILLING_MANAGEMENT,
            "billing",
            Speed.STARTS_FAST),
    /** The door. */
    GATEWAY("gateway", "gateway-service", StackPort.GATEWAY, StackPort.GATEWAY_MANAGEMENT, "gateway", Speed.RUNS_FAST),
    /** The counter. */
    PORTAL("portal", "portal", StackPort.PORTAL, StackPort.PORTAL_MANAGEMENT, "portal", Speed.STARTS_FAST);

    private final String label;
    private final String module;
    private final StackPort port;
    private final StackPort managementPort;
    private final @Nullable String role;
    private final Speed speed;

    Service(String label, String module, StackPort port, StackPort managementPort, @Nullable String role, Speed speed) {
        this.label = label;
        this.module = module;
        this.port = port;
        this.managementPort = managementPort;
        this.role = role;
        this.speed = speed;
    }

    /** What a service's JVM is tuned for. */
    private enum Speed {
        /** The quick compiler only: half the start time and memory, a quarter of the top speed. */
        STARTS_FAST("-XX:TieredStopAtLevel=1"),
        /** Both compilers. */
        RUNS_FAST("-XX:+TieredCompilation");

        private final String flag;

        Speed(String flag) {
            this.flag = flag;
        }
    }

    /** Returns its name in logs, commands and messages. */
    public String label() {
        return label;
    }

    /** Returns its module's folder, which is also its Keycloak client. */
    public String module() {
        return module;
    }

    /** Returns the port of its API. */
    public StackPort port() {
        return port;
    }

    /** Returns the port of its health and metrics. */
    public StackPort managementPort() {
        return managementPort;
    }

    /** Returns its PostgreSQL role and schema, or null for a service without a database. */
    public @Nullable String role() {
        return role;
    }

    /** Returns the JVM's options. */
    public List<String> jvmOptions() {
        return List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", speed.flag);
    }
}
