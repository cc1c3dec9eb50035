package kr.hangil.billing.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A month that lies in a file, or is on its way there.
 *
 * @param month of Asia/Seoul
 * @param done events that the step under way is through with
 * @param events in the month
 * @param charges lines they were charged
 * @param exact what those come to in won, a plain decimal
 * @param file its name in the folder; null until it is written
 * @param digest SHA-256 of its bytes, {@code sha256:…}
 * @param problem why the last step failed; it is taken again
 * @param askedBy a Keycloak subject, or {@code schedule}
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Archive(
        long id,
        YearMonth month,
        State state,
        long done,
        long events,
        long charges,
        String exact,
        @Nullable String file,
        @Nullable String digest,
        @Nullable Long bytes,
        @Nullable String problem,
        String askedBy,
        Instant askedAt,
        @Nullable Instant archivedAt) {

    /** How far it is. */
    public enum State {
        ASKED,
        /** The file is whole and on the disk. */
        WRITTEN,
        /** The file was read back and has every row of the partitions. */
        COMPARED,
        /** The partitions are gone. */
        ARCHIVED;

        /** The name on the wire and in the database. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
