package kr.hangil.billing.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.usage.UsageVerdict.Verdict;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What one consumer does: {@code hangil_billing_kafka_records_total{verdict=…}}, {@code hangil_billing_kafka_lag} (records of
 * its partitions that it has not taken yet) and {@code hangil_billing_kafka_waiting} (1 while a batch cannot be booked).
 */
class KafkaMetrics {

    private final Map<Verdict, Counter> records = new EnumMap<>(Verdict.class);
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();

    KafkaMetrics(MeterRegistry registry) {
        for (Verdict verdict : Verdict.values()) {
            records.put(
                    verdict,
                    Counter.builder("hangil.billing.kafka.records")
                            .description("Records taken from Kafka and done with, by verdict")
                            .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("hangil.billing.kafka.lag", lag, AtomicLong::doubleValue)
                .description("Records of this consumer's partitions that it has not taken yet")
                .register(registry);
        Gauge.builder("hangil.billing.kafka.waiting", waiting, AtomicLong::doubleValue)
                .description("1 while records wait because they cannot be booked now")
                .register(registry);
    }

    void count(Verdict verdict) {
        Counter counter = records.get(verdict);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Must be called by the consumer's own thread. */
    void lag(Consumer<?, ?> consumer) {
        lag.set(consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum());
    }

    void waiting(boolean waits) {
        waiting.set(waits ? 1 : 0);
    }
}
