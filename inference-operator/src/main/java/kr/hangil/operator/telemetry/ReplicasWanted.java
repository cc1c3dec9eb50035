package kr.hangil.operator.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.operator.desired.Autoscalers;

/**
 * Gauge {@code hangil.operator.replicas.wanted}: replicas that the demand needs of a variant, within its bounds and its devices.
 * What was not said for three intervals is taken away, for nobody knows it then.
 */
public final class ReplicasWanted {

    private static final int STALE_AFTER = 3;

    private final MeterRegistry meters;
    private final Duration interval;
    private final Clock clock;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private volatile Instant sweptAt = Instant.EPOCH;

    private record Key(String namespace, String deployment, String variant) {}

    private record Entry(Gauge gauge, Said said) {}

    private static final class Said {
        private volatile int count;
        private volatile Instant at = Instant.EPOCH;
    }

    /** @param interval how often each deployment is looked at */
    public ReplicasWanted(MeterRegistry meters, Duration interval, Clock clock) {
        this.meters = meters;
        this.interval = interval;
        this.clock = clock;
    }

    /** From now on {@code variant} should have {@code count}. */
    public void tell(String namespace, String deployment, String variant, int count) {
        Instant now = clock.instant();
        Said said = entries.computeIfAbsent(new Key(namespace, deployment, variant), this::register)
                .said();
        said.count = count;
        said.at = now;
        sweep(now);
    }

    private Entry register(Key key) {
        Said said = new Said();
        Gauge gauge = Gauge.builder("hangil.operator.replicas.wanted", said, it -> it.count)
                .description("replicas that the demand needs, within bounds and devices")
                .tag("namespace", key.namespace())
                .tag(Autoscalers.DEPLOYMENT, key.deployment())
                .tag(Autoscalers.VARIANT, key.variant())
                .register(meters);
        return new Entry(gauge, said);
    }

    private void sweep(Instant now) {
        if (now.isBefore(sweptAt.plus(interval))) {
            return;
        }
        sweptAt = now;
        Instant oldest = now.minus(interval.multipliedBy(STALE_AFTER));
        entries.values().removeIf(it -> {
            boolean stale = it.said().at.isBefore(oldest);
            if (stale) {
                meters.remove(it.gauge());
            }
            return stale;
        });
    }
}
