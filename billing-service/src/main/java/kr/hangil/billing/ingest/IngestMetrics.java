package kr.hangil.billing.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kr.hangil.contracts.usage.UsageVerdict;
import kr.hangil.contracts.usage.UsageVerdict.Verdict;

/** {@code hangil_billing_events_total{verdict=…}}: one count for every verdict given. */
@Startup
@ApplicationScoped
class IngestMetrics {

    private final Map<Verdict, Counter> counters = new EnumMap<>(Verdict.class);

    IngestMetrics(MeterRegistry registry) {
        for (Verdict verdict : Verdict.values()) {
            counters.put(
                    verdict,
                    Counter.builder("hangil.billing.events")
                            .description("Usage events received, by verdict")
                            .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void count(List<UsageVerdict> verdicts) {
        for (UsageVerdict verdict : verdicts) {
            Counter counter = counters.get(verdict.verdict());
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
