package kr.hangil.billing.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kr.hangil.billing.KafkaBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of one test, its dead letters, and the consumers of billing that a test starts and ends. */
final class UsageTopic implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(30);
    private static final int PARTITIONS = 3;

    private final KafkaBroker broker;
    private final String name;
    private final Admin admin;
    private final List<Member> members = new ArrayList<>();

    UsageTopic(KafkaBroker broker, String name, Map<String, String> rejected) {
        this.broker = broker;
        this.name = name;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
        broker.create(Map.of(), name);
        broker.create(rejected, name + ".rejected");
    }

    Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "hangil.billing.kafka.brokers",
                broker.address(),
                "hangil.billing.kafka.topic",
                name,
                "hangil.billing.kafka.group",
                name,
                "hangil.billing.kafka.batch",
                "20",
                "hangil.billing.kafka.longest-pause",
                "PT1S"));
        settings.putAll(more);
        return settings;
    }

    static KafkaConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(KafkaConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(KafkaConfig.class);
    }

    Member start(RecordBooking booking) {
        return start(booking, Map.of(), KafkaClients::new);
    }

    Member start(RecordBooking booking, Map<String, String> more, Function<KafkaConfig, KafkaClients> clients) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        UsageConsumer consumer = consumer(booking, more, clients, registry);
        Member member = new Member(consumer, Thread.ofPlatform().daemon().start(consumer), registry);
        members.add(member);
        return member;
    }

    UsageConsumer consumer(
            RecordBooking booking,
            Map<String, String> more,
            Function<KafkaConfig, KafkaClients> clients,
            MeterRegistry registry) {
        KafkaConfig config = config(settings(more));
        return new UsageConsumer(config, clients.apply(config), booking, new KafkaMetrics(registry));
    }

    /** All values into one partition, in their order, as those of one key are. */
    void sendInOrder(List<String> values) {
        send(values.stream()
                .map(value -> new ProducerRecord<>(name, 0, "key".getBytes(UTF_8), value.getBytes(UTF_8)))
                .toList());
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "max.request.size", 4_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var answers = records.stream().map(producer::send).toList();
            producer.flush();
            assertThat(answers).allMatch(answer -> answer.state() == Future.State.SUCCESS);
        }
    }

    ProducerRecord<byte[], byte[]> record(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(name, key == null ? null : key.getBytes(UTF_8), value);
        headers.forEach((header, text) -> record.headers().add(header, text.getBytes(UTF_8)));
        return record;
    }

    /** Spread over the partitions, one after the other. */
    void spread(List<String> values) {
        send(IntStream.range(0, values.size())
                .mapToObj(i -> new ProducerRecord<byte[], byte[]>(
                        name, i % PARTITIONS, null, values.get(i).getBytes(UTF_8)))
                .toList());
    }

    int membersOfGroup() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(name)).all().get().get(name).members().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .toList()
                .size();
    }

    Map<Integer, Long> committed() {
        return committed(name);
    }

    private Map<Integer, Long> committed(String group) {
        try {
            Map<Integer, Long> committed = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> {
                        if (offset != null && partition.topic().equals(name)) {
                            committed.put(partition.partition(), offset.offset());
                        }
                    });
            return committed;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the group has committed all there is. */
    void awaitCommitted() {
        awaitCommitted(name);
    }

    void awaitCommitted(String group) {
        await().atMost(SOON).untilAsserted(() -> assertThat(committed(group)).containsAllEntriesOf(ends()));
    }

    private Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(i -> new TopicPartition(name, i), i -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, end) -> {
            if (end.offset() > 0) {
                ends.put(partition.partition(), end.offset());
            }
        });
        return ends;
    }

    /** All that is set aside so far. */
    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TopicPartition(name + ".rejected", i))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        return letters;
    }

    static String header(ConsumerRecord<?, ?> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    @Override
    public void close() {
        members.forEach(Member::stop);
        admin.close();
    }

    /** A consumer that runs. */
    record Member(UsageConsumer consumer, Thread thread, SimpleMeterRegistry registry) {

        double taken(String verdict) {
            return registry.get("hangil.billing.kafka.records")
                    .tag("verdict", verdict)
                    .counter()
                    .count();
        }

        boolean isWaiting() {
            return registry.get("hangil.billing.kafka.waiting").gauge().value() > 0;
        }

        double lag() {
            return registry.get("hangil.billing.kafka.lag").gauge().value();
        }

        void stop() {
            consumer.stop();
            try {
                assertThat(thread.join(SOON)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
