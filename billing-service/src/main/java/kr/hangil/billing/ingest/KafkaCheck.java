package kr.hangil.billing.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.platform.startup.StartupCheck;

/** Refuses a password that would cross the network in the clear, and half of what signing in needs. */
@ApplicationScoped
class KafkaCheck implements StartupCheck {

    private static final String PREFIX = "hangil.billing.kafka.";

    private final KafkaConfig config;

    KafkaCheck(KafkaConfig config) {
        this.config = config;
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        if (!config.isOn()) {
            return findings;
        }
        if (config.user().isPresent() != config.password().isPresent()) {
            findings.add(PREFIX + "user and " + PREFIX + "password go together, and one of them is missing");
        }
        if (config.user().isPresent() && !config.tls()) {
            findings.add(PREFIX + "tls is false, so the password of " + PREFIX + "user would be sent in the clear");
        }
        config.trustedCertificates()
                .filter(file -> !Files.isReadable(file))
                .ifPresent(file -> findings.add(PREFIX + "trusted-certificates is no file that can be read: " + file));
        if (config.rejectedTopic().equals(config.topic())) {
            findings.add(PREFIX + "dead-letter-topic is the topic itself: what is rejected would come again");
        }
        return findings;
    }
}
