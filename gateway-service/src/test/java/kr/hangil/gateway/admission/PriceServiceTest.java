package kr.hangil.gateway.admission;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.contracts.pricing.PriceSheet.DatedPrice;
import kr.hangil.gateway.snapshot.SnapshotConfig;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceServiceTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final PriceSheet SHEET = sheet("1");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger unchanged = new AtomicInteger();
    private volatile PriceSheet published = SHEET;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void shouldKeepPricesForARestartOnceTheDiskTakesThem() throws Exception {
        // Given: a disk that takes no file of that name
        Path obstacle =
                Files.createDirectories(folder.resolve("prices.json.draft").resolve("full"));
        PriceService prices = started();
        await().until(() -> asked.get() > 2);
        assertThat(prices.current().areKnown()).isTrue();
        assertThat(folder.resolve("prices.json")).doesNotExist();

        // When
        Files.delete(obstacle);

        // Then: though the prices are the same ones
        await().untilAsserted(() -> assertThat(
                        JSON.readValue(folder.resolve("prices.json").toFile(), PriceSheet.class))
                .isEqualTo(SHEET));
        prices.onStop(new ShutdownEvent());
    }

    @Test
    void shouldNameAnotherVersionOnceThePricesChange() {
        // Given
        PriceService prices = started();
        await().until(() -> unchanged.get() > 2);
        assertThat(prices.current().version()).isEqualTo(SHEET.version().substring(0, 8));

        // When
        published = sheet("2");

        // Then: and writes nothing any more once it is on the disk
        await().untilAsserted(() -> assertThat(
                        JSON.readValue(folder.resolve("prices.json").toFile(), PriceSheet.class))
                .isEqualTo(sheet("2")));
        assertThat(prices.current().version()).isEqualTo(sheet("2").version().substring(0, 8));
        prices.onStop(new ShutdownEvent());
    }

    @Test
    void shouldNameNoVersionBeforeItKnowsPrices() {
        assertThat(Costs.UNKNOWN.version()).isEmpty();
    }

    private static PriceSheet sheet(String amount) {
        return new PriceSheet(List.of(new DatedPrice(
                "m", "prompt", 1_000, new BigDecimal(amount), Instant.parse("2026-01-01T00:00:00Z"), null, "token")));
    }

    private PriceService started() {
        SmallRyeConfig config = AdmissionParts.config(Map.of(
                "hangil.gateway.admission.prices.refresh",
                "PT0.02S",
                "hangil.gateway.snapshot.directory",
                folder.toString()));
        PriceService prices = new PriceService(
                new Billing(),
                config.getConfigMapping(AdmissionConfig.class),
                config.getConfigMapping(SnapshotConfig.class),
                JSON,
                vertx,
                new SimpleMeterRegistry());
        prices.onStart(new StartupEvent());
        return prices;
    }

    /** Answers as billing does, with the prices that are published. */
    private final class Billing implements BillingClient {
        @Override
        public Uni<RestResponse<PriceSheet>> prices(@Nullable String known) {
            asked.incrementAndGet();
            PriceSheet sheet = published;
            if (('"' + sheet.version() + '"').equals(known)) {
                unchanged.incrementAndGet();
                return Uni.createFrom().item(RestResponse.notModified());
            }
            return Uni.createFrom().item(RestResponse.ok(sheet));
        }

        @Override
        public Uni<LeaseAnswer> lease(LeaseRequest request) {
            throw new UnsupportedOperationException();
        }
    }
}
