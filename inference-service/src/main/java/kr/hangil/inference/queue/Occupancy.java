package kr.hangil.inference.queue;

/**
 * What is inside the pod at one moment.
 *
 * @param running answers the engine works on, >= 0
 * @param waiting answers that wait for a place, >= 0
 * @param runningTokens tokens of the running ones by their {@link Demand}, >= 0
 * @param waitingTokens tokens of the waiting ones, >= 0
 */
public record Occupancy(int running, int waiting, long runningTokens, long waitingTokens) {

    /** Running and waiting. */
    public int inside() {
        return running + waiting;
    }
}
