package kr.hangil.contracts.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of one request used.
 *
 * @param requestId the gateway's id of the request
 * @param tenant who pays
 * @param project project of the key; null where the tenant uses none
 * @param keyId public id of the API key; null for a call with a Keycloak token
 * @param subject the Keycloak subject for a call with a Keycloak token; null for a key
 * @param operation {@code chat}, {@code completion} or {@code embedding}
 * @param servedModel the name the client asked for
 * @param modelDigest the version that served, {@code sha256:…}; null when no pod answered
 * @param deployment the deployment that was picked; null when none was
 * @param replica the replica that was picked; null when none was
 * @param region where it was served; null when it was not
 * @param promptTokens tokens read, cached ones included; >= 0
 * @param cachedPromptTokens part of {@code promptTokens} answered from the prefix cache; <= promptTokens
 * @param completionTokens tokens written, reasoning included; >= 0
 * @param reasoningTokens part of {@code completionTokens} spent on reasoning; <= completionTokens
 * @param outcome how it ended
 * @param estimated true when the engine reported no usage and the tokens were counted from the stream
 * @param startedAt when the gateway received the request
 * @param ttftMillis from the start to the first byte of the answer; null when none came
 * @param durationMillis from the start to the end
 * @param images images read or made; >= 0, absent is 0 and 0 is not written
 * @param audioSeconds seconds of sound heard or spoken, each request's part of a second a whole one; >= 0, absent is 0 and 0 is
 *     not written
 */
public record UsageData(
        String requestId,
        String tenant,
        @Nullable String project,
        @Nullable String keyId,
        @Nullable String subject,
        String operation,
        String servedModel,
        @Nullable String modelDigest,
        @Nullable String deployment,
        @Nullable String replica,
        @Nullable String region,
        long promptTokens,
        long cachedPromptTokens,
        long completionTokens,
        long reasoningTokens,
        Outcome outcome,
        boolean estimated,
        Instant startedAt,
        @Nullable Long ttftMillis,
        long durationMillis,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long images,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long audioSeconds) {

    /** What was used of tokens alone. */
    public UsageData(
            String requestId,
            String tenant,
            @Nullable String project,
            @Nullable String keyId,
            @Nullable String subject,
            String operation,
            String servedModel,
            @Nullable String modelDigest,
            @Nullable String deployment,
            @Nullable String replica,
            @Nullable String region,
            long promptTokens,
            long cachedPromptTokens,
            long completionTokens,
            long reasoningTokens,
            Outcome outcome,
            boolean estimated,
            Instant startedAt,
            @Nullable Long ttftMillis,
            long durationMillis) {
        this(
                requestId,
                tenant,
                project,
                keyId,
                subject,
                operation,
                servedModel,
                modelDigest,
                deployment,
                replica,
                region,
                promptTokens,
                cachedPromptTokens,
                completionTokens,
                reasoningTokens,
                outcome,
                estimated,
                startedAt,
                ttftMillis,
                durationMillis,
                0,
                0);
    }

    /** How a metered request ended. */
    public enum Outcome {
        /** A terminal event or a whole body was seen. */
        @JsonProperty("completed")
        COMPLETED,
        /** The client left first; what was delivered is billed. */
        @JsonProperty("cancelled")
        CANCELLED,
        /** The platform failed; billed only for what was delivered. */
        @JsonProperty("failed")
        FAILED
    }
}
