package kr.hangil.contracts.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What billing did with one event of a batch.
 *
 * @param index position in the batch, from 0
 * @param id the event's id; null when it had none
 * @param verdict what happened
 * @param code why it was rejected, for example {@code too_old}; null otherwise
 * @param message for a person; null when nothing is wrong
 */
public record UsageVerdict(
        int index,
        @Nullable String id,
        Verdict verdict,
        @Nullable String code,
        @Nullable String message) {

    /** The four fates of an event. */
    public enum Verdict {
        /** New, and booked. */
        @JsonProperty("accepted")
        ACCEPTED,
        /** Same id and content as a booked one: success. */
        @JsonProperty("duplicate")
        DUPLICATE,
        /** Same id as a booked one, other content: not booked, reported. */
        @JsonProperty("conflict")
        CONFLICT,
        /** Can never be booked as it is; {@code code} says why. */
        @JsonProperty("rejected")
        REJECTED
    }

    /**
     * The answer to {@code POST /v1/usage/events}.
     *
     * @param results one verdict per event, in the order sent
     */
    public record Verdicts(List<UsageVerdict> results) {
        public Verdicts {
            results = List.copyOf(results);
        }
    }
}
