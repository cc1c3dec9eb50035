package kr.hangil.contracts.serving;

import org.jspecify.annotations.Nullable;

/**
 * How busy an inference pod is: its answer at {@code GET /load} and, as {@link #toHeader()}, the header
 * {@code x-hangil-load} on every answer of its {@code /v1} endpoints. What a pod cannot know is null, never zero.
 *
 * @param running requests the engine works on, >= 0
 * @param waiting requests that wait in the pod or the engine, >= 0
 * @param inFlightTokens prompt tokens (estimated where they were not counted yet) and granted output tokens of the running
 *     requests, >= 0
 * @param queuedTokens the same of the waiting requests, >= 0
 * @param kvUse share of the engine's key-value cache in use, 0..1; null where the engine does not tell
 * @param ttftMillis expected time to the first token of a request that came now, >= 0; null until one was measured
 * @param tokensPerSecond output tokens per second that all requests together got lately; null until measured
 */
public record LoadReport(
        int running,
        int waiting,
        long inFlightTokens,
        long queuedTokens,
        @Nullable Double kvUse,
        @Nullable Long ttftMillis,
        @Nullable Double tokensPerSecond) {

    public LoadReport {
        if (running < 0 || waiting < 0 || inFlightTokens < 0 || queuedTokens < 0) {
            throw new IllegalArgumentException("counts of a load report are not negative");
        }
        if (kvUse != null && !(kvUse >= 0 && kvUse <= 1)) {
            throw new IllegalArgumentException("kvUse is between 0 and 1, was " + kvUse);
        }
        if (ttftMillis != null && ttftMillis < 0) {
            throw new IllegalArgumentException("ttftMillis is not negative, was " + ttftMillis);
        }
        if (tokensPerSecond != null && !(tokensPerSecond >= 0)) {
            throw new IllegalArgumentException("tokensPerSecond is not negative, was " + tokensPerSecond);
        }
    }

    /** A dictionary of RFC 9651, such as {@code running=2, waiting=0, inflight=812, queued=0, kv=0.25, ttft=40}. */
    public String toHeader() {
        StringBuilder header = new StringBuilder(96)
                .append("running=")
                .append(running)
                .append(", waiting=")
                .append(waiting)
                .append(", inflight=")
                .append(inFlightTokens)
                .append(", queued=")
                .append(queuedTokens);
        if (kvUse != null) {
            header.append(", kv=").append(decimal(kvUse));
        }
        if (ttftMillis != null) {
            header.append(", ttft=").append(ttftMillis.longValue());
        }
        if (tokensPerSecond != null) {
            header.append(", tps=").append(decimal(tokensPerSecond));
        }
        return header.toString();
    }

    /**
     * Reads what {@link #toHeader()} writes; unknown members are passed over.
     *
     * @return null when {@code header} is no such dictionary or lacks a count: a load that cannot be read is unknown
     */
    public static @Nullable LoadReport fromHeader(String header) {
        int running = -1;
        int waiting = -1;
        long inFlight = -1;
        long queued = -1;
        Double kv = null;
        Long ttft = null;
        Double tps = null;
        try {
            for (String member : header.split(",", -1)) {
                int equals = member.indexOf('=');
                if (equals < 0) {
                    return null;
                }
                String value = member.substring(equals + 1).strip();
                switch (member.substring(0, equals).strip()) {
                    case "running" -> running = Integer.parseInt(value);
                    case "waiting" -> waiting = Integer.parseInt(value);
                    case "inflight" -> inFlight = Long.parseLong(value);
                    case "queued" -> queued = Long.parseLong(value);
                    case "kv" -> kv = Double.valueOf(value);
                    case "ttft" -> ttft = Long.valueOf(value);
                    case "tps" -> tps = Double.valueOf(value);
                    default -> {}
                }
            }
            return new LoadReport(running, waiting, inFlight, queued, kv, ttft, tps);
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    /** At most three digits after the point, as RFC 9651 has it. */
    private static String decimal(double value) {
        return Double.toString(Math.round(value * 1000) / 1000.0);
    }
}
