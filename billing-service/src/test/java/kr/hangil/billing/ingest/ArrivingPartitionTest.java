package kr.hangil.billing.ingest;

import static kr.hangil.billing.Events.price;
import static kr.hangil.billing.ingest.UsageTopic.SOON;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import kr.hangil.billing.Events;
import kr.hangil.billing.KafkaBroker;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageVerdict;
import kr.hangil.platform.error.PlatformException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** A consumer that waits for the database and polls on, and a partition that comes to it together with its records. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class ArrivingPartitionTest extends RunningBilling {

    private static final int EVENTS = 90;

    @Inject
    IngestService ingest;

    KafkaBroker broker;

    @Test
    void shouldLoseNoRecordOfTheVeryPollThatBringsItsPartition() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        DistantBooking booking = new DistantBooking(ingest);
        AtomicInteger arrived = new AtomicInteger();
        try (UsageTopic topic = new UsageTopic(broker, unique("usage"), Map.of())) {
            topic.spread(events());
            UsageTopic.Member waits = topic.start(booking, Map.of(), config -> new LongPolling(config, arrived));
            await().atMost(SOON).until(waits::isWaiting);
            // A new member moves partitions.
            topic.start(booking);
            await().atMost(SOON).until(() -> arrived.get() > 0);

            booking.databaseIsBack();
            topic.awaitCommitted();
        }

        operator()
                .get("/v1/tenants/{t}/usage?bucket=1mo", tenant)
                .then()
                .body("data.requests.sum()", equalTo(EVENTS))
                .body("data.promptTokens.sum()", equalTo(EVENTS * (EVENTS + 1) / 2));
    }

    private List<String> events() {
        return IntStream.rangeClosed(1, EVENTS)
                .mapToObj(i -> Events.json(event().tokens(i, 0, 0).build()))
                .toList();
    }

    /** Books nothing while the database is away, which it is at first. */
    private static final class DistantBooking extends RecordBooking {

        private volatile boolean away = true;

        DistantBooking(IngestService service) {
            super(service);
        }

        void databaseIsBack() {
            away = false;
        }

        @Override
        List<UsageVerdict> book(List<ConsumerRecord<byte[], byte[]>> records) {
            if (away) {
                throw new PlatformException(ErrorCode.UNAVAILABLE, "the database is away");
            }
            return super.book(records);
        }
    }

    /**
     * The first time that all it has is paused, its poll lasts until records come. Those can only be of a partition that came
     * by this poll.
     */
    private static final class LongPolling extends KafkaClients {

        private final AtomicInteger arrived;

        LongPolling(KafkaConfig config, AtomicInteger arrived) {
            super(config);
            this.arrived = arrived;
        }

        @Override
        Consumer<byte[], byte[]> consumer() {
            return new KafkaConsumer<>(consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
                @Override
                public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                    if (arrived.get() > 0 || assignment().isEmpty() || !paused().equals(assignment())) {
                        return super.poll(timeout);
                    }
                    ConsumerRecords<byte[], byte[]> records = super.poll(SOON);
                    arrived.addAndGet(records.count());
                    return records;
                }
            };
        }
    }
}
