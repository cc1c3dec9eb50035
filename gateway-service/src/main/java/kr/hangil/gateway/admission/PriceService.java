package kr.hangil.gateway.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.gateway.snapshot.SnapshotConfig;
import kr.hangil.platform.state.StateFile;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Billing's prices, in memory; the last good sheet lies beside the snapshot, for a start without billing. */
@Singleton
class PriceService {

    private static final Logger LOG = Logger.getLogger(PriceService.class);

    private final BillingClient billing;
    private final AdmissionConfig config;
    private final ObjectMapper json;
    private final Vertx vertx;
    private final StateFile file;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Costs current = Costs.UNKNOWN;
    private volatile PriceSheet sheet = new PriceSheet(List.of());
    private volatile @Nullable PriceSheet onDisk;
    private volatile boolean away;
    private volatile boolean unwritable;
    private volatile long timer = -1;

    PriceService(
            @RestClient BillingClient billing,
            AdmissionConfig config,
            SnapshotConfig state,
            ObjectMapper json,
            Vertx vertx,
            MeterRegistry metrics) {
        this.billing = billing;
        this.config = config;
        this.json = json;
        this.vertx = vertx;
        this.file = new StateFile(state.directory(), "prices.json");
        Gauge.builder("hangil.gateway.prices.known", () -> current.areKnown() ? 1 : 0)
                .register(metrics);
    }

    void onStart(@Observes StartupEvent event) {
        read();
        ask();
        timer = vertx.setPeriodic(config.prices().refresh().toMillis(), ignored -> ask());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    Costs current() {
        return current;
    }

    private void ask() {
        if (asking.compareAndSet(false, true)) {
            billing.prices(current.tag())
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .subscribe()
                    .with(this::adopt, this::failed);
        }
    }

    private void adopt(RestResponse<PriceSheet> answer) {
        asking.set(false);
        away = false;
        PriceSheet fresh = answer.getStatus() == RestResponse.StatusCode.NOT_MODIFIED ? sheet : answer.getEntity();
        if (!current.areKnown() || !fresh.equals(sheet)) {
            sheet = fresh;
            current = Costs.of(fresh);
            LOG.infof("%d price(s) are known", fresh.prices().size());
        }
        if (!fresh.equals(onDisk)) {
            write(fresh);
        }
    }

    /** Where it fails it is done again with the next answer. */
    private void write(PriceSheet fresh) {
        try {
            file.replace(json.writeValueAsBytes(fresh));
            onDisk = fresh;
            unwritable = false;
        } catch (IOException e) {
            if (!unwritable) {
                unwritable = true;
                LOG.errorf("%s cannot be written, a restart without billing would know no price: %s", file.path(), e);
            }
        }
    }

    private void failed(Throwable failure) {
        asking.set(false);
        if (!away) {
            away = true;
            LOG.warnf("billing gives no prices, going on with the last ones: %s", failure.toString());
        }
    }

    private void read() {
        if (!file.exists()) {
            return;
        }
        try {
            sheet = json.readValue(file.path().toFile(), PriceSheet.class);
            current = Costs.of(sheet);
            onDisk = sheet;
        } catch (IOException e) {
            LOG.errorf("the prices on disk are refused: %s", e.getMessage());
        }
    }
}
