package kr.hangil.gateway.metering;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;

/** What tests of a spool put together. */
final class SpoolParts {

    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private SpoolParts() {}

    /**
     * A spool that is quick and small.
     *
     * @param different what a test has otherwise
     */
    static MeteringConfig config(Path folder, Map<String, String> different) {
        Map<String, String> values = new HashMap<>(Map.of(
                "hangil.gateway.metering.spool", folder.toString(),
                "hangil.gateway.metering.sync-interval", "PT0.05S",
                "hangil.gateway.metering.queue", "64",
                "hangil.gateway.metering.reserve", "64K",
                "hangil.gateway.metering.batch", "50",
                "hangil.gateway.metering.ship-interval", "PT0.02S",
                "hangil.gateway.metering.max-backoff", "PT0.1S"));
        values.putAll(different);
        return new SmallRyeConfigBuilder()
                .withMapping(MeteringConfig.class)
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(MeteringConfig.class);
    }

    static UsageShipper shipper(UsageSpool spool, Ledger ledger) {
        return new UsageShipper(
                spool, config(Path.of("unused"), Map.of()), ledger::book, JSON, new SimpleMeterRegistry());
    }

    static void join(Future<Void> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    static UsageEvent event(int number, long completionTokens) {
        Instant at = Instant.parse("2026-11-24T09:00:00Z");
        UsageData data = new UsageData(
                "req_" + number,
                "narae",
                null,
                "k",
                null,
                "chat",
                "m",
                null,
                null,
                null,
                null,
                1,
                0,
                completionTokens,
                0,
                UsageData.Outcome.COMPLETED,
                false,
                at,
                null,
                5);
        return UsageEvent.tokens("/regions/kr-ulsan/gateways/gw-0", 1, at, data);
    }
}
