package kr.hangil.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.platform.error.PlatformException;

/** Grants reservations, all limits or none, and takes them back. */
@ApplicationScoped
public class AdmissionService {

    private final AdmissionConfig config;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Integer> byTenant = new ConcurrentHashMap<>();

    AdmissionService(AdmissionConfig config, MeterRegistry metrics) {
        this.config = config;
        Gauge.builder("hangil.gateway.requests.in.flight", inFlight, AtomicInteger::get)
                .register(metrics);
    }

    /**
     * Room for one request of {@code caller}.
     *
     * @throws PlatformException 429 {@code rate_limited} with a time to come back
     */
    public Reservation reserve(Caller caller) {
        if (inFlight.incrementAndGet() > config.maxInFlight()) {
            inFlight.decrementAndGet();
            throw full("this gateway", config.maxInFlight());
        }
        boolean[] granted = new boolean[1];
        byTenant.compute(caller.tenant(), (tenant, count) -> {
            int now = count == null ? 0 : count;
            granted[0] = now < config.maxInFlightPerTenant();
            return granted[0] ? Integer.valueOf(now + 1) : count;
        });
        if (!granted[0]) {
            inFlight.decrementAndGet();
            throw full("tenant '" + caller.tenant() + "'", config.maxInFlightPerTenant());
        }
        return new Reservation(() -> release(caller.tenant()));
    }

    private void release(String tenant) {
        inFlight.decrementAndGet();
        byTenant.compute(tenant, (name, count) -> count == null || count <= 1 ? null : Integer.valueOf(count - 1));
    }

    /** Requests in flight now. */
    int inFlight() {
        return inFlight.get();
    }

    private static PlatformException full(String whose, int limit) {
        return PlatformException.retryable(
                ErrorCode.RATE_LIMITED,
                whose + " has " + limit + " requests in flight, which is the limit; try again when one has ended",
                Duration.ofSeconds(1));
    }
}
