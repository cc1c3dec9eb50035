package kr.hangil.billing.ingest;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import kr.hangil.contracts.usage.UsageVerdict;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The topic of records that can never be booked: key, value and headers as they came, and why and from where in headers that
 * begin with {@code hangil-}. A record may be in it twice, and never not at all.
 */
final class DeadLetters implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    DeadLetters(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Returns once brokers have all of {@code records}.
     *
     * @throws KafkaException when one of them could not be written
     */
    void add(Map<ConsumerRecord<byte[], byte[]>, UsageVerdict> records) {
        Map<ProducerRecord<byte[], byte[]>, Future<?>> sent = new LinkedHashMap<>();
        records.forEach((record, verdict) -> {
            ProducerRecord<byte[], byte[]> letter =
                    new ProducerRecord<>(topic, null, record.key(), record.value(), headers(record, verdict));
            sent.put(letter, producer.send(letter));
        });
        sent.forEach(this::await);
    }

    private void await(ProducerRecord<byte[], byte[]> letter, Future<?> answer) {
        try {
            await(answer);
        } catch (RecordTooLargeException e) {
            // Its value stays in the topic it came from; a record that fits nowhere must not stop its partition.
            Headers headers = new RecordHeaders(letter.headers().toArray());
            add(headers, "value", "too large");
            await(producer.send(new ProducerRecord<>(topic, null, letter.key(), null, headers)));
        }
    }

    private static void await(Future<?> answer) {
        try {
            answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Headers headers(ConsumerRecord<byte[], byte[]> record, UsageVerdict verdict) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        add(headers, "verdict", verdict.verdict().name().toLowerCase(Locale.ROOT));
        add(headers, "code", String.valueOf(verdict.code() == null ? "conflict" : verdict.code()));
        add(headers, "reason", String.valueOf(verdict.message()));
        add(headers, "topic", record.topic());
        add(headers, "partition", String.valueOf(record.partition()));
        add(headers, "offset", String.valueOf(record.offset()));
        add(headers, "timestamp", String.valueOf(record.timestamp()));
        return headers;
    }

    /** A record that was set aside before and sent again says where it came from the last time. */
    private static void add(Headers headers, String name, String value) {
        headers.remove("hangil-" + name).add("hangil-" + name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
