package kr.hangil.portal.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a new key works. */
enum Expiry {
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

    public String value() {
        return value;
    }

    /** Days of life; 0 for a key that does not expire. */
    public int days() {
        return life == null ? 0 : (int) life.toDays();
    }

    Optional<Instant> from(Instant now) {
        return Optional.ofNullable(life).map(now::plus);
    }
}
