package kr.hangil.contracts.serving;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's answer at {@code GET /manage/v1/routing}: where it sends requests now and what is asked of it. The operator
 * reads it of every gateway: as the acknowledgement of new replicas, and as the demand that scales them.
 *
 * @param gateway name of the gateway that answers
 * @param configVersion version of the snapshot it routes by
 * @param models one entry for each served name it knows
 */
public record RoutingReport(String gateway, long configVersion, List<Model> models) {
    public RoutingReport {
        models = List.copyOf(models);
    }

    /**
     * @param model served name
     * @param inFlight requests sent to replicas and not ended, >= 0
     * @param inFlightTokens prompt and granted output tokens of them, >= 0
     * @param waiting requests held here until a replica has room, >= 0
     * @param lastRequestAt when the last one came; null while none has come since this gateway started
     * @param replicas where requests may go now
     */
    public record Model(
            String model,
            int inFlight,
            long inFlightTokens,
            int waiting,
            @Nullable Instant lastRequestAt,
            List<Destination> replicas) {
        public Model {
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * @param url base address of a pod
     * @param deployment deployment it belongs to
     * @param revision revision it belongs to; null for a replica that was configured by hand
     * @param region where it runs
     * @param ejected whether it is left out for now because its answers failed
     * @param inFlight requests this gateway has there
     */
    public record Destination(
            String url, String deployment, @Nullable String revision, String region, boolean ejected, int inFlight) {}
}
