package kr.hangil.gateway.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.gateway.metering.MeteringConfig;
import kr.hangil.gateway.metering.TokenEstimates;
import kr.hangil.gateway.snapshot.SnapshotConfig;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What tests of admission put together. */
final class AdmissionParts {

    private AdmissionParts() {}

    /** @param different what a test has otherwise than a gateway that runs alone */
    static SmallRyeConfig config(Map<String, String> different) {
        return new SmallRyeConfigBuilder()
                .withMapping(AdmissionConfig.class)
                .withMapping(MeteringConfig.class)
                .withMapping(SnapshotConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValue("hangil.gateway.snapshot.directory", "unused")
                .withDefaultValues(different)
                .addDefaultInterceptors()
                .build();
    }

    static QuotaService quotas(Vertx vertx, SmallRyeConfig config) {
        return new QuotaService(
                config.getConfigMapping(AdmissionConfig.class),
                config.getConfigMapping(MeteringConfig.class),
                vertx,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    /** Admission of a gateway whose billing must not be asked. */
    static AdmissionService admission(Vertx vertx, SmallRyeConfig config, QuotaService quotas, MeterRegistry metrics) {
        AdmissionConfig admission = config.getConfigMapping(AdmissionConfig.class);
        BillingClient billing = new NoBilling();
        return new AdmissionService(
                admission,
                quotas,
                new Budgets(
                        billing,
                        admission,
                        config.getConfigMapping(MeteringConfig.class),
                        vertx,
                        Clock.systemUTC(),
                        metrics),
                new PriceService(
                        billing,
                        admission,
                        config.getConfigMapping(SnapshotConfig.class),
                        new ObjectMapper(),
                        vertx,
                        metrics),
                new TokenEstimates(),
                new RepeatService(admission, quotas, Clock.systemUTC()),
                metrics);
    }

    private static final class NoBilling implements BillingClient {
        @Override
        public Uni<RestResponse<PriceSheet>> prices(@Nullable String known) {
            throw new AssertionError("billing was asked for prices");
        }

        @Override
        public Uni<LeaseAnswer> lease(LeaseRequest request) {
            throw new AssertionError("billing was asked for " + request);
        }
    }
}
