package kr.hangil.billing.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Usage from Kafka, where brokers are configured: {@link UsageConsumer} on a thread of its own, as long as billing runs. Should
 * the thread end before, billing is not live, for only a new process would read again.
 */
@ApplicationScoped
@Liveness
class KafkaIngest implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(KafkaIngest.class);

    private static final String NAME = "usage-from-kafka";

    /** Longer than a transaction may take, shorter than a pod is given to end. */
    private static final Duration LAST_BATCH = Duration.ofSeconds(20);

    private final KafkaConfig config;
    private final RecordBooking booking;
    private final MeterRegistry registry;
    private volatile @Nullable UsageConsumer consumer;
    private volatile @Nullable Thread thread;

    KafkaIngest(KafkaConfig config, RecordBooking booking, MeterRegistry registry) {
        this.config = config;
        this.booking = booking;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        // Said also where there is no Kafka, so that nobody who asks for them waits for ever.
        KafkaMetrics metrics = new KafkaMetrics(registry);
        if (!config.isOn()) {
            return;
        }
        start(new UsageConsumer(config, new KafkaClients(config), booking, metrics));
        LOG.infof("usage is read from topic %s as group %s", config.topic(), config.group());
    }

    void start(UsageConsumer started) {
        consumer = started;
        thread = Thread.ofPlatform().name(NAME).daemon().start(started);
    }

    @Override
    public HealthCheckResponse call() {
        Thread runs = thread;
        return HealthCheckResponse.named(NAME)
                .status(runs == null || runs.isAlive())
                .build();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        UsageConsumer running = consumer;
        Thread runs = thread;
        if (running != null && runs != null) {
            running.stop();
            if (!runs.join(LAST_BATCH)) {
                LOG.warn("the last batch from Kafka is still being booked; it comes again");
            }
        }
    }
}
