package kr.hangil.portal.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a key works, from when the form is sent. */
enum Expiry {
    /** As long as it did before; for a key that is changed. */
    KEEP("keep", null),
    DAYS_7("P7D", Duration.ofDays(7)),
    DAYS_30("P30D", Duration.ofDays(30)),
    DAYS_90("P90D", Duration.ofDays(90)),
    DAYS_365("P365D", Duration.ofDays(365)),
    NEVER("never", null);

    private final String value;
    private final @Nullable Duration life;

    Expiry(String value, @Nullable Duration life) {
        this.value = value;
        this.life = life;
    }

    /** The choice with this form value. */
    static Optional<Expiry> of(@Nullable String value) {
        return Arrays.stream(values())
                .filter(choice -> choice.value.equals(value))
                .findFirst();
    }

    /** Those of a key that has none before. */
    static List<Expiry> ofNewKey() {
        return Arrays.stream(values()).filter(choice -> choice != KEEP).toList();
    }

    /** Those of a key that expires at {@code before}; null for never. */
    static List<Expiry> ofKey(@Nullable Instant before) {
        return Arrays.stream(values())
                .filter(choice -> choice != NEVER || before != null)
                .toList();
    }

    public String value() {
        return value;
    }

    /** Days of life; 0 for a key that does not expire, or as it did before. */
    public int days() {
        return life == null ? 0 : (int) life.toDays();
    }

    /** @param before when the key expires until now; null for never, and for a new one */
    @Nullable
    Instant from(Instant now, @Nullable Instant before) {
        if (this == KEEP) {
            return before;
        }
        return life == null ? null : now.plus(life);
    }
}
