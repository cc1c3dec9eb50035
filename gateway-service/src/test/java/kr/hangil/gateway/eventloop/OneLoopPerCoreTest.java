package kr.hangil.gateway.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OneLoopPerCoreTest {

    private static final String LOOPS = "quarkus.vertx.event-loops-pool-size";

    /** As the packaged service finds its sources. */
    private static SmallRyeConfigBuilder found() {
        return new SmallRyeConfigBuilder().addDiscoveredSources();
    }

    @Test
    void shouldBeAsManyLoopsAsProcessorsWhenNothingElseIsConfigured() {
        SmallRyeConfig config = found().build();

        assertThat(config.getValue(LOOPS, Integer.class))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void shouldLeaveTheNumberToAnOperatorWhenOneIsConfigured() {
        SmallRyeConfig config = found().withSources(new PropertiesConfigSource(Map.of(LOOPS, "7"), "operator", 100))
                .build();

        assertThat(config.getValue(LOOPS, Integer.class)).isEqualTo(7);
    }
}
