package kr.hangil.inference.support;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.queue.QueueConfig;

/** The configuration that an engine gets in the service, with other values for some keys. */
public final class EngineSettings {

    private final SmallRyeConfig config;

    /** @param values by full key */
    public EngineSettings(Map<String, String> values) {
        config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(EngineConfig.class)
                .withMapping(QueueConfig.class)
                .withMapping(InferenceConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }

    public EngineConfig engine() {
        return config.getConfigMapping(EngineConfig.class);
    }

    public InferenceConfig inference() {
        return config.getConfigMapping(InferenceConfig.class);
    }

    public QueueConfig queue() {
        return config.getConfigMapping(QueueConfig.class);
    }
}
