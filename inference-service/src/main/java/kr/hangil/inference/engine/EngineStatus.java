package kr.hangil.inference.engine;

/**
 * How an engine is.
 *
 * @param phase whether it can answer
 * @param detail for an operator: what it is doing, or why it is not ready
 * @param starts how often its server was begun; more than 1 means that it died in between
 */
public record EngineStatus(Phase phase, String detail, int starts) {

    /** Whether an engine can answer. */
    public enum Phase {
        /** {@link Engine#start} was not called yet. */
        IDLE,
        /** Being found, built, loaded or probed. */
        STARTING,
        /** It answered a real token, or its server is elsewhere and its weights are here. */
        READY,
        /** It died or could not be started; it will be tried again. */
        BROKEN,
        /** {@link Engine#stop} was called. */
        STOPPED
    }

    public boolean ready() {
        return phase == Phase.READY;
    }
}
