package kr.hangil.billing.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.hangil.contracts.usage.UsageEvent;

/** Where usage comes from besides HTTP. Without brokers it comes from nowhere else. */
@ConfigMapping(prefix = "hangil.billing.kafka")
interface KafkaConfig {

    /** Addresses, {@code host:port}, of brokers to begin with. */
    Optional<List<String>> brokers();

    /** Topic of usage events, an event a record. It must be there. */
    @WithDefault("hangil.usage.v1")
    String topic();

    /** Topic of records that can never be booked. It must be there; the default is the topic's name with {@code .rejected}. */
    Optional<String> deadLetterTopic();

    /** Consumer group; replicas of one billing share it. */
    @WithDefault("billing-service")
    String group();

    /** Most records booked in one transaction. */
    @WithDefault("1000")
    @Min(1)
    @Max(UsageEvent.MAX_BATCH)
    int batch();

    /** Pause after a batch that could not be booked; each following one is twice as long. */
    @WithDefault("PT0.2S")
    Duration firstPause();

    /** Longest pause between tries. */
    @WithDefault("PT30S")
    Duration longestPause();

    /** Whether brokers are spoken to over TLS. */
    @WithDefault("false")
    boolean tls();

    /** Certificates (PEM) that brokers' certificates are checked against; without it those of the JDK. */
    Optional<Path> trustedCertificates();

    /** Name to sign in with; with it goes a password, and TLS. */
    Optional<String> user();

    Optional<String> password();

    /** How to sign in with name and password. */
    @WithDefault("SCRAM-SHA-512")
    String mechanism();

    /** Any other setting of Kafka's clients by its own name, such as {@code ssl.keystore.location} for a client certificate. */
    Map<String, String> client();

    /** Whether usage comes from Kafka at all. */
    default boolean isOn() {
        return brokers().filter(addresses -> !addresses.isEmpty()).isPresent();
    }

    default String rejectedTopic() {
        return deadLetterTopic().orElse(topic() + ".rejected");
    }
}
