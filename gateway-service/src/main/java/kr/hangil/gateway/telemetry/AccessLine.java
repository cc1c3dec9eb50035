package kr.hangil.gateway.telemetry;

import kr.hangil.contracts.usage.UsageData.Outcome;
import kr.hangil.gateway.metering.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * What the access log says of a request: names and numbers, so that nothing of its content, and no credential, can get there.
 *
 * @param id of the request
 * @param keyId null for a user's token
 * @param model as it was asked for
 * @param replica the last one that was asked; null where none was
 * @param attempts how many were begun
 * @param repeatOf the request that this one repeats; null where it is none
 * @param ttftMillis until the first byte for the client was here; null where there was none
 * @param millis until its end
 */
public record AccessLine(
        String id,
        Outcome outcome,
        String tenant,
        @Nullable String keyId,
        String model,
        @Nullable String replica,
        int attempts,
        TokenCounts counts,
        @Nullable String repeatOf,
        @Nullable Long ttftMillis,
        long millis) {

    /** By hand: a format string costs as much as the rest of a line. */
    void appendTo(StringBuilder entry) {
        entry.append(id)
                .append(' ')
                .append(outcome)
                .append(" tenant=")
                .append(tenant)
                .append(" key=")
                .append(keyId)
                .append(" model=")
                .append(model)
                .append(" replica=")
                .append(replica)
                .append(" attempt=")
                .append(attempts)
                .append(" prompt=")
                .append(counts.prompt())
                .append(" completion=")
                .append(counts.completion());
        if (counts.estimated()) {
            entry.append(" estimated");
        }
        if (repeatOf != null) {
            entry.append(" repeat-of=").append(repeatOf);
        }
        entry.append(" ttft=").append(ttftMillis).append(" ms=").append(millis);
    }
}
