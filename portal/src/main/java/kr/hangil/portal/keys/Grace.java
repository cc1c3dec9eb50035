package kr.hangil.portal.keys;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a rotated key's secret before stays good. */
enum Grace {
    NONE(Duration.ZERO),
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    WEEK(Duration.ofDays(7));

    private final Duration time;

    Grace(Duration time) {
        this.time = time;
    }

    /** The choice with this form value. */
    static Optional<Grace> of(@Nullable String value) {
        return Arrays.stream(values())
                .filter(choice -> choice.value().equals(value))
                .findFirst();
    }

    public String value() {
        return time.toString();
    }

    Duration time() {
        return time;
    }
}
