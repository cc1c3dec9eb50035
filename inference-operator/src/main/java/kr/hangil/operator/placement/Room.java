package kr.hangil.operator.placement;

/**
 * What is left for one variant.
 *
 * @param replicas further replicas that fit on nodes as they are, >= 0; {@link #UNKNOWN} where nobody counts
 * @param free devices that nobody uses, fitting or not, >= 0
 * @param what the device's name, for messages
 */
public record Room(int replicas, long free, String what) {

    /** Where a count of replicas is not known: processors, or devices by dynamic allocation. The scheduler decides there. */
    public static final int UNKNOWN = Integer.MAX_VALUE;

    /** As much as the scheduler finds. */
    public static final Room UNCOUNTED = new Room(UNKNOWN, Long.MAX_VALUE, "");

    /** Whether anybody counts. */
    public boolean counted() {
        return replicas != UNKNOWN;
    }

    /** The message for people when {@code needed} devices are wanted in {@code region}. */
    public String missing(long needed, String region) {
        return counted()
                ? "needs " + needed + " " + what + " in " + region + ", " + free + " free"
                : "no node of " + region + " takes the pod";
    }
}
