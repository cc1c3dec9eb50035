package kr.hangil.billing.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's clients as {@link KafkaConfig} says. What makes usage count once is set last, so that no setting undoes it. */
class KafkaClients {

    private static final int FETCHED_BYTES = 8 * 1024 * 1024;
    private static final int LONGEST_RECONNECT_MILLIS = 10_000;

    private final KafkaConfig config;

    KafkaClients(KafkaConfig config) {
        this.config = config;
    }

    Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    DeadLetters deadLetters() {
        Map<String, Object> settings = common();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new DeadLetters(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                config.rejectedTopic());
    }

    Map<String, Object> consumerSettings() {
        Map<String, Object> settings = common();
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batch());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What a producer took back was never sent.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT_MILLIS);
        settings.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (config.user().isPresent() ? "SASL_" : "") + (config.tls() ? "SSL" : "PLAINTEXT"));
        config.trustedCertificates().ifPresent(file -> {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        });
        config.user().ifPresent(user -> {
            settings.put(SaslConfigs.SASL_MECHANISM, config.mechanism());
            settings.put(
                    SaslConfigs.SASL_JAAS_CONFIG, login(user, config.password().orElse("")));
        });
        settings.putAll(config.client());
        settings.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.brokers().orElse(List.of()));
        return settings;
    }

    private String login(String user, String password) {
        String module = config.mechanism().toUpperCase(Locale.ROOT).startsWith("SCRAM-")
                ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                : "org.apache.kafka.common.security.plain.PlainLoginModule";
        return "%s required username=%s password=%s;".formatted(module, quoted(user), quoted(password));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
