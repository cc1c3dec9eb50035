package kr.hangil.stack.place;

import org.jspecify.annotations.Nullable;

/** Every port a stack listens on, with the variable that moves it. */
public enum StackPort {
    /** PostgreSQL. */
    POSTGRES(5442),
    /** Keycloak, for users and services. */
    KEYCLOAK(8180),
    /** Model registry. */
    REGISTRY(8081),
    /** The demo pod. */
    INFERENCE(8082),
    /** Billing. */
    BILLING(8083),
    /** Gateway. */
    GATEWAY(8080),
    /** Portal. */
    PORTAL(8084),
    /** Keycloak's health and metrics. */
    KEYCLOAK_MANAGEMENT(KEYCLOAK),
    /** The registry's health and metrics. */
    REGISTRY_MANAGEMENT(REGISTRY),
    /** The demo pod's health and metrics. */
    INFERENCE_MANAGEMENT(INFERENCE),
    /** Billing's health and metrics. */
    BILLING_MANAGEMENT(BILLING),
    /** The gateway's health and metrics. */
    GATEWAY_MANAGEMENT(GATEWAY),
    /** The portal's health and metrics. */
    PORTAL_MANAGEMENT(PORTAL);

    private static final int MANAGEMENT_OFFSET = 1000;

    private final int fixedDefault;
    private final @Nullable StackPort service;

    StackPort(int fixedDefault) {
        this.fixedDefault = fixedDefault;
        this.service = null;
    }

    StackPort(StackPort service) {
        this.fixedDefault = 0;
        this.service = service;
    }

    /** Returns the environment variable that moves this port. */
    public String variable() {
        return "HANGIL_" + name() + "_PORT";
    }

    /** Returns the service whose management port this is, or null for a service's own port. */
    @Nullable
    StackPort service() {
        return service;
    }

    /** Returns the port when nothing moves it: a number, or the service's port + 1000. */
    int defaultPort(StackPorts.Lookup others) {
        return service == null ? fixedDefault : others.port(service) + MANAGEMENT_OFFSET;
    }
}
