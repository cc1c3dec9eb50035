package kr.hangil.gateway.metering;

import java.time.Instant;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;

/**
 * The facts of one attempt that its usage event is derived from.
 *
 * @param requestId the gateway's id of the request
 * @param attempt 1 for the first replica tried
 * @param caller who pays
 * @param envelope what was asked
 * @param deployment where it went
 * @param replica the replica of this attempt
 * @param startedAt when the gateway received the request
 */
public record Metered(
        String requestId,
        int attempt,
        Caller caller,
        Envelope envelope,
        Deployment deployment,
        Replica replica,
        Instant startedAt) {}
