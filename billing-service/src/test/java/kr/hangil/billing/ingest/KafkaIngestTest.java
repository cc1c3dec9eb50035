package kr.hangil.billing.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static kr.hangil.billing.Events.price;
import static kr.hangil.billing.ingest.UsageTopic.SOON;
import static kr.hangil.billing.ingest.UsageTopic.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import kr.hangil.billing.Events;
import kr.hangil.billing.KafkaBroker;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.usage.UsageVerdict;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 2, through a real broker: no usage is lost and none counted twice, and nothing stops a partition. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class KafkaIngestTest extends RunningBilling {

    private static final int EVENTS = 300;

    @Inject
    RecordBooking booking;

    @Inject
    IngestService ingest;

    @Inject
    KafkaConfig config;

    KafkaBroker broker;
    private UsageTopic topic;

    @BeforeEach
    void openTopic() {
        topic = new UsageTopic(broker, unique("usage"), Map.of("max.message.bytes", "4000"));
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @Test
    void shouldReadTheTopicThatIsConfigured() {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                KafkaBroker.TOPIC, Events.json(event().tokens(7, 0, 0).build()).getBytes(UTF_8));

        topic.send(List.of(sent));

        await().atMost(SOON).untilAsserted(() -> assertBooked(1, 7));
    }

    @Test
    void shouldCountOnceWhenDuplicatesAreShuffledAndConsumersComeAndGo() {
        List<String> sent = events();
        for (int i = 0; i < EVENTS; i += 5) {
            sent.add(sent.get(i));
        }
        Collections.shuffle(sent, new Random(11));
        topic.spread(sent);
        Semaphore batches = new Semaphore(0);
        RecordBooking paced = new PacedBooking(ingest, batches);

        Map<String, String> small = Map.of("hangil.billing.kafka.batch", "1");
        UsageTopic.Member first = topic.start(paced, small, KafkaClients::new);
        UsageTopic.Member second = topic.start(paced, small, KafkaClients::new);
        await().atMost(SOON).pollInterval(SOON.dividedBy(EVENTS / 2)).until(() -> {
            batches.release();
            return topic.membersOfGroup() == 2;
        });
        double inTheMiddle = first.taken("accepted") + second.taken("accepted");
        first.consumer().stop();
        batches.release(1000);
        first.stop();
        topic.awaitCommitted();

        assertThat(inTheMiddle).isLessThan(EVENTS);
        assertThat(second.taken("accepted")).isPositive();
        assertCountedOnce();
        // A group that lost its offsets reads everything again.
        UsageTopic.Member again =
                topic.start(booking, Map.of("hangil.billing.kafka.group", "again-" + tenant), KafkaClients::new);
        topic.awaitCommitted("again-" + tenant);
        assertThat(again.taken("duplicate")).isEqualTo(sent.size());
        assertThat(again.lag()).isZero();
        assertCountedOnce();
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldCountOnceWhenAConsumerDiesBetweenBookingAndCommitting() throws InterruptedException {
        topic.spread(events());

        UsageTopic.Member killed = topic.start(booking, Map.of(), DyingClients::new);
        assertThat(killed.thread().join(SOON)).isTrue();
        Map<Integer, Long> committed = topic.committed();
        UsageTopic.Member heir = topic.start(booking);
        topic.awaitCommitted();

        assertThat(killed.taken("accepted")).isPositive();
        assertThat(committed).isEmpty();
        assertThat(heir.taken("duplicate")).isEqualTo(killed.taken("accepted"));
        assertCountedOnce();
    }

    @Test
    void shouldNotBeLiveOnceItsThreadHasEnded() {
        MeterRegistry registry = new SimpleMeterRegistry();
        KafkaIngest doomed = new KafkaIngest(config, booking, registry);
        doomed.start(topic.consumer(booking, Map.of(), DyingClients::new, registry));
        assertThat(doomed.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

        topic.sendInOrder(events());

        await().dontCatchUncaughtExceptions()
                .atMost(SOON)
                .until(() -> doomed.call().getStatus() == HealthCheckResponse.Status.DOWN);
    }

    @Test
    void shouldWaitForTheDatabaseAndLoseNothingWhilePartitionsMove() throws SQLException {
        topic.spread(events());
        Map<String, String> patient =
                Map.of("hangil.billing.kafka.first-pause", "PT6S", "hangil.billing.kafka.longest-pause", "PT6S");
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            whenBooked(statement, "true", "PERFORM pg_terminate_backend(pg_backend_pid());");
            try {
                UsageTopic.Member waits = topic.start(booking, patient, KafkaClients::new);
                await().atMost(SOON).until(waits::isWaiting);
                UsageTopic.Member passer = topic.start(booking, patient, KafkaClients::new);
                await().atMost(SOON).until(() -> topic.membersOfGroup() == 2);
                passer.stop();
                await().atMost(SOON).until(() -> topic.membersOfGroup() == 1);

                assertThat(topic.committed()).isEmpty();
                assertThat(waits.taken("accepted")).isZero();
            } finally {
                undo(statement);
            }
        }

        topic.awaitCommitted();
        assertCountedOnce();
    }

    @Test
    void shouldBookTheSameRecordsAgainOnceTheDatabaseIsBack() throws SQLException {
        topic.spread(events());
        UsageTopic.Member consumer;
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            whenBooked(statement, "true", "PERFORM pg_terminate_backend(pg_backend_pid());");
            try {
                consumer = topic.start(booking);
                await().atMost(SOON).until(consumer::isWaiting);
            } finally {
                undo(statement);
            }
        }

        topic.awaitCommitted();
        assertThat(consumer.taken("accepted")).isEqualTo(EVENTS);
        assertCountedOnce();
    }

    @Test
    void shouldSetAsideWhatCanNeverBeBooked() {
        var good = event().tokens(7, 0, 0);
        String first = Events.json(good.build());
        String conflicting = Events.json(good.data("deployment", "other").build());
        String negative = Events.json(event().tokens(-1, 0, 0).build());
        String tooOld =
                Events.json(event().at(Instant.parse("2020-01-01T00:00:00Z")).build());
        List<String> sent = List.of(first, conflicting, negative, "{ no JSON", tooOld, first);
        topic.sendInOrder(sent);
        topic.send(List.of(
                topic.record("tombstone", null, Map.of()),
                topic.record("latin", new byte[] {'"', (byte) 0xe9, '"'}, Map.of("traceparent", "00-x")),
                topic.record(
                        "batch", "[]".getBytes(UTF_8), Map.of("content-type", "application/cloudevents-batch+json"))));

        UsageTopic.Member consumer = topic.start(booking);
        topic.awaitCommitted();

        List<ConsumerRecord<byte[], byte[]>> letters = topic.deadLetters();
        Map<String, String> reasons = new HashMap<>();
        letters.forEach(letter -> reasons.put(
                letter.value() == null ? "null" : new String(letter.value(), UTF_8),
                header(letter, "hangil-code") + ": " + header(letter, "hangil-reason")));
        assertThat(letters).hasSize(7);
        assertThat(reasons.get(conflicting)).startsWith("conflict: an event of this source and id is booked");
        assertThat(reasons.get(negative)).startsWith("invalid_field: data.promptTokens");
        assertThat(reasons.get("{ no JSON")).startsWith("invalid_field: the body is not valid JSON at line 1");
        assertThat(reasons.get(tooOld)).startsWith("too_old: time is older than PT840H");
        assertThat(reasons.get("null")).isEqualTo("invalid_field: the record has no value");
        assertThat(reasons.get("[]")).startsWith("invalid_field: content-type must be of one event");
        assertThat(letters)
                .filteredOn(it -> new String(it.key(), UTF_8).equals("latin"))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.value()).containsExactly('"', 0xe9, '"');
                    assertThat(header(it, "traceparent")).isEqualTo("00-x");
                });
        ConsumerRecord<byte[], byte[]> conflict = letters.stream()
                .filter(it -> it.value() != null && new String(it.value(), UTF_8).equals(conflicting))
                .findFirst()
                .orElseThrow();
        assertThat(header(conflict, "hangil-verdict")).isEqualTo("conflict");
        assertThat(header(conflict, "hangil-topic") + header(conflict, "hangil-partition"))
                .startsWith("usage-")
                .endsWith("0");
        assertThat(header(conflict, "hangil-offset")).isEqualTo("1");
        assertThat(consumer.taken("rejected")).isEqualTo(6);
        assertThat(consumer.taken("conflict")).isEqualTo(1);
        assertBooked(1, 7);
    }

    @Test
    void shouldGoOnWhenBookingOneEventAlwaysFails() throws SQLException {
        List<String> sent = events();
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            whenBooked(statement, "NEW.prompt_tokens IN (13, 14, 200)", "RAISE EXCEPTION 'not this one';");
            try {
                topic.sendInOrder(sent);
                topic.start(booking);
                topic.awaitCommitted();
            } finally {
                undo(statement);
            }
        }

        assertThat(topic.deadLetters()).hasSize(3).allSatisfy(letter -> {
            assertThat(header(letter, "hangil-code")).isEqualTo("unbookable");
            assertThat(header(letter, "hangil-reason")).contains("not this one");
        });
        assertBooked(EVENTS - 3, EVENTS * (EVENTS + 1) / 2 - 13 - 14 - 200);
    }

    @Test
    void shouldGoOnWhenARecordIsTooLargeToBeSetAside() {
        topic.sendInOrder(
                List.of("x".repeat(100_000), Events.json(event().tokens(7, 0, 0).build())));

        topic.start(booking);
        topic.awaitCommitted();

        assertThat(topic.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(header(letter, "hangil-value")).isEqualTo("too large");
            assertThat(header(letter, "hangil-offset")).isEqualTo("0");
        });
        assertBooked(1, 7);
    }

    @Test
    void shouldReadEventsInBinaryMode() {
        Map<String, @Nullable Object> event = event().tokens(7, 0, 0).build();
        byte[] data = Events.json(event.get("data")).getBytes(UTF_8);
        Map<String, String> headers = event.entrySet().stream()
                .filter(field ->
                        field.getValue() instanceof String && !field.getKey().equals("datacontenttype"))
                .collect(Collectors.toMap(field -> "ce_" + field.getKey(), field -> String.valueOf(field.getValue())));
        headers.put("content-type", "application/json");
        Map<String, String> unknown = new HashMap<>(headers);
        unknown.put("ce_money", "1");
        ProducerRecord<byte[], byte[]> twice = topic.record("twice", data, headers);
        twice.headers().add("ce_id", "other".getBytes(UTF_8));

        topic.send(List.of(topic.record("good", data, headers), topic.record("unknown", data, unknown), twice));
        UsageTopic.Member consumer = topic.start(booking);
        topic.awaitCommitted();

        assertBooked(1, 7);
        assertThat(consumer.taken("accepted")).isEqualTo(1);
        assertThat(topic.deadLetters())
                .extracting(letter -> header(letter, "hangil-code") + " " + header(letter, "hangil-reason"))
                .containsExactlyInAnyOrder("unknown_field money is not known", "invalid_field id is there twice");
    }

    @Test
    void shouldNotBookWhatItsProducerTookBack() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "transactional.id", tenant),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var sent = producer.send(topic.record(
                    "taken back", Events.json(event().tokens(5, 0, 0).build()).getBytes(UTF_8), Map.of()));
            producer.flush();
            assertThat(sent).isDone();
            producer.abortTransaction();
        }
        topic.sendInOrder(List.of(Events.json(event().tokens(7, 0, 0).build())));

        topic.start(booking);

        await().atMost(SOON).untilAsserted(() -> assertBooked(1, 7));
    }

    @Test
    void shouldSignInOverTls() {
        broker.allow("billing", "pass\"word \\ 한글 16");
        topic.sendInOrder(List.of(Events.json(event().tokens(7, 0, 0).build())));

        topic.start(
                booking,
                Map.of(
                        "hangil.billing.kafka.brokers", broker.secureAddress(),
                        "hangil.billing.kafka.tls", "true",
                        "hangil.billing.kafka.trusted-certificates",
                                broker.certificate().toString(),
                        "hangil.billing.kafka.user", "billing",
                        "hangil.billing.kafka.password", "pass\"word \\ 한글 16"),
                KafkaClients::new);

        await().atMost(SOON).untilAsserted(() -> assertBooked(1, 7));
    }

    private List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            events.add(Events.json(event().tokens(i, 0, 0).build()));
        }
        return events;
    }

    /** Runs {@code action} inside PostgreSQL at the moment that an event of this test's tenant is written. */
    private void whenBooked(Statement statement, String condition, String action) throws SQLException {
        statement.execute("""
                CREATE FUNCTION %2$s() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.tenant = '%1$s' AND %3$s THEN
                        %4$s
                    END IF;
                    RETURN NULL;
                END $$""".formatted(tenant, trigger(), condition, action));
        statement.execute("CREATE TRIGGER %1$s AFTER INSERT ON usage_event FOR EACH ROW EXECUTE FUNCTION %1$s()"
                .formatted(trigger()));
    }

    private void undo(Statement statement) throws SQLException {
        statement.execute("DROP TRIGGER %s ON usage_event".formatted(trigger()));
        statement.execute("DROP FUNCTION %s()".formatted(trigger()));
    }

    private String trigger() {
        return "f_" + tenant.replace('-', '_');
    }

    private void assertCountedOnce() {
        assertBooked(EVENTS, EVENTS * (EVENTS + 1) / 2);
    }

    private void assertBooked(int events, int tokens) {
        operator()
                .get("/v1/tenants/{t}/usage?bucket=1mo", tenant)
                .then()
                .body("data.requests.sum()", equalTo(events))
                .body("data.promptTokens.sum()", equalTo(tokens));
        operator()
                .get("/v1/tenants/{t}/spend?bucket=1mo", tenant)
                .then()
                .body("exact", equalTo(BigDecimal.valueOf(tokens).setScale(9).toPlainString()));
    }

    /** Books a batch for each permit. */
    private static final class PacedBooking extends RecordBooking {

        private final Semaphore batches;

        PacedBooking(IngestService service, Semaphore batches) {
            super(service);
            this.batches = batches;
        }

        @Override
        List<UsageVerdict> book(List<ConsumerRecord<byte[], byte[]>> records) {
            batches.acquireUninterruptibly();
            return super.book(records);
        }
    }

    /** Clients of a process that is killed the moment it would commit. */
    private static final class DyingClients extends KafkaClients {

        DyingClients(KafkaConfig config) {
            super(config);
        }

        @Override
        Consumer<byte[], byte[]> consumer() {
            return new KafkaConsumer<>(consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
                @Override
                public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                    throw new Killed();
                }
            };
        }
    }

    private static final class Killed extends Error {

        private static final long serialVersionUID = 1L;
    }
}
