package kr.hangil.billing.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {

    private static final String PREFIX = "hangil.billing.kafka.";

    @TempDir
    Path folder;

    @Test
    void shouldBeOffWithoutBrokers() {
        KafkaConfig off = config(Map.of("user", "billing"));

        assertThat(off.isOn()).isFalse();
        assertThat(new KafkaCheck(off).findings()).isEmpty();
        assertThat(config(Map.of("brokers", "")).isOn()).isFalse();
    }

    @Test
    void shouldLetNoSettingUndoWhatMakesUsageCountOnce() {
        Map<String, Object> settings = new KafkaClients(config(Map.of(
                        "brokers", "a:1,b:2",
                        "client.\"enable.auto.commit\"", "true",
                        "client.\"isolation.level\"", "read_uncommitted",
                        "client.\"max.poll.records\"", "5000",
                        "client.\"security.protocol\"", "SSL",
                        "client.\"ssl.keystore.location\"", "/etc/client.p12")))
                .consumerSettings();

        assertThat(settings)
                .containsEntry("enable.auto.commit", false)
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("max.poll.records", 1_000)
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.location", "/etc/client.p12");
        assertThat(settings.get("bootstrap.servers")).asString().isEqualTo("[a:1, b:2]");
    }

    @Test
    void shouldRefuseToStartWhereAPasswordWouldBeReadOrRecordsWouldGoRound() {
        assertThat(new KafkaCheck(config(Map.of(
                                "brokers", "a:1",
                                "user", "billing",
                                "dead-letter-topic", "hangil.usage.v1",
                                "trusted-certificates",
                                        folder.resolve("missing.pem").toString())))
                        .findings())
                .satisfiesExactly(
                        half -> assertThat(half).contains(PREFIX + "password"),
                        clear -> assertThat(clear).startsWith(PREFIX + "tls is false"),
                        file -> assertThat(file).startsWith(PREFIX + "trusted-certificates"),
                        round -> assertThat(round).startsWith(PREFIX + "dead-letter-topic"));
        assertThat(new KafkaCheck(config(
                                Map.of("brokers", "a:1", "user", "billing", "password", "secret", "tls", "true")))
                        .findings())
                .isEmpty();
    }

    private static KafkaConfig config(Map<String, String> settings) {
        Map<String, String> prefixed = new HashMap<>();
        settings.forEach((key, value) -> prefixed.put(PREFIX + key, value));
        return UsageTopic.config(prefixed);
    }
}
