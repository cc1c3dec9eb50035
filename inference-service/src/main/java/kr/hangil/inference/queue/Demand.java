package kr.hangil.inference.queue;

/**
 * What one request asks of the pod.
 *
 * @param tenant who shares fairly with others of the same priority; empty for callers that name none
 * @param priority its band
 * @param places answers that are decoded at once, >= 1
 * @param tokens prompt tokens, estimated, and output tokens that may be written, >= 0
 */
public record Demand(String tenant, Priority priority, int places, long tokens) {

    public Demand {
        if (places < 1) {
            throw new IllegalArgumentException("places must be >= 1, was " + places);
        }
        if (tokens < 0) {
            throw new IllegalArgumentException("tokens must be >= 0, was " + tokens);
        }
    }
}
