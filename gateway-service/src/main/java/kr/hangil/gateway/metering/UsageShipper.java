package kr.hangil.gateway.metering;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kr.hangil.contracts.usage.UsageVerdict;
import kr.hangil.gateway.metering.SpoolFolder.Cursor;
import kr.hangil.gateway.metering.SpoolFolder.Part;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries spooled events to billing, in order, until billing has answered for each.
 *
 * <p>An answer moves the cursor; anything else repeats the batch after a growing pause. What billing refuses for ever
 * (a conflict or a rejection) is set aside in {@code refused.ndjson} and counted, so that it holds nothing up.
 */
@ApplicationScoped
public class UsageShipper {

    private static final Logger LOG = Logger.getLogger(UsageShipper.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

    private final UsageSpool spool;
    private final MeteringConfig config;
    private final BillingApi billing;
    private final ObjectMapper json;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Counter shipped;
    private final Counter refused;
    private volatile boolean away;
    private @Nullable Thread thread;

    UsageShipper(
            UsageSpool spool,
            MeteringConfig config,
            @RestClient BillingApi billing,
            ObjectMapper json,
            MeterRegistry metrics) {
        this.spool = spool;
        this.config = config;
        this.billing = billing;
        this.json = json;
        this.shipped = metrics.counter("hangil.gateway.usage.shipped");
        this.refused = metrics.counter("hangil.gateway.usage.refused");
        Gauge.builder("hangil.gateway.usage.unshipped.bytes", this, UsageShipper::unshippedBytes)
                .register(metrics);
        Gauge.builder("hangil.gateway.billing.away", this, shipper -> shipper.away ? 1 : 0)
                .register(metrics);
        Gauge.builder("hangil.gateway.spool.broken", spool, s -> s.isBroken() ? 1 : 0)
                .register(metrics);
    }

    void onStart(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("usage-shipper").daemon().start(this::run);
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        if (thread != null) {
            thread.join(CALL_TIMEOUT);
        }
    }

    private void run() {
        Duration pause = Duration.ZERO;
        Duration backoff = FIRST_BACKOFF;
        boolean last = false;
        while (!last) {
            last = sleep(pause);
            try {
                Progress progress = shipBatch();
                pause = progress == Progress.BACKLOG ? Duration.ZERO : config.shipInterval();
                backoff = FIRST_BACKOFF;
                last &= progress == Progress.NONE;
                back();
            } catch (IOException | RuntimeException e) {
                left(e);
                pause = backoff;
                backoff = min(backoff.multipliedBy(2), config.maxBackoff());
            }
        }
    }

    /** Whether we are asked to stop; returns after {@code pause} at the latest. */
    private boolean sleep(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What a look into the spool came to. */
    private enum Progress {
        /** Nothing was there. */
        NONE,
        /** All that was there is shipped. What came meanwhile waits for company: a small batch costs nearly what a large one does. */
        CAUGHT_UP,
        /** A full batch is shipped, so there is likely to be more. */
        BACKLOG
    }

    /** Ships one batch and remembers that. */
    private Progress shipBatch() throws IOException {
        Cursor from = spool.folder().cursor();
        if (from.equals(spool.written())) {
            return Progress.NONE;
        }
        List<ByteBuffer> events = new ArrayList<>();
        Cursor next = collect(from, events);
        if (!events.isEmpty()) {
            ship(events);
        }
        if (next.equals(from)) {
            return Progress.NONE;
        }
        spool.folder().commit(next);
        return events.size() < config.batch() ? Progress.CAUGHT_UP : Progress.BACKLOG;
    }

    private Cursor collect(Cursor from, List<ByteBuffer> events) throws IOException {
        Cursor written = spool.written();
        Cursor at = from;
        for (long segment : spool.folder().segments()) {
            if (segment < at.segment() || segment > written.segment()) {
                continue;
            }
            boolean closed = segment < written.segment();
            Part rest = new Part(
                    segment,
                    segment == at.segment() ? at.offset() : 0,
                    closed ? spool.folder().size(segment) : written.offset(),
                    closed);
            at = new Cursor(segment, readEnded(rest, events));
            if (events.size() >= config.batch() || at.offset() < rest.limit()) {
                break;
            }
        }
        return at;
    }

    private long readEnded(Part part, List<ByteBuffer> events) throws IOException {
        return spool.folder().readEnded(part, config.batch() - events.size(), events::add);
    }

    private void ship(List<ByteBuffer> events) throws IOException {
        UsageVerdict.Verdicts verdicts = billing.book(array(events)).await().atMost(CALL_TIMEOUT);
        if (verdicts.results().size() != events.size()) {
            throw new IOException("billing answered " + verdicts.results().size() + " verdicts for " + events.size());
        }
        List<String> aside = new ArrayList<>();
        for (UsageVerdict verdict : verdicts.results()) {
            switch (verdict.verdict()) {
                case ACCEPTED, DUPLICATE -> shipped.increment();
                case CONFLICT, REJECTED -> aside.add(refusal(events.get(verdict.index()), verdict));
            }
        }
        if (!aside.isEmpty()) {
            spool.folder().setAside(aside);
            refused.increment(aside.size());
        }
    }

    private static byte[] array(List<ByteBuffer> elements) {
        int size = elements.stream().mapToInt(ByteBuffer::remaining).sum() + elements.size() + 1;
        ByteBuffer array = ByteBuffer.allocate(size);
        for (ByteBuffer element : elements) {
            array.put((byte) (array.position() == 0 ? '[' : ','));
            array.put(element.duplicate());
        }
        return array.put((byte) ']').array();
    }

    private String refusal(ByteBuffer event, UsageVerdict verdict) throws JsonProcessingException {
        LOG.errorf("billing refused usage event %s: %s %s", verdict.id(), verdict.verdict(), verdict.message());
        return json.writeValueAsString(new Refusal(
                verdict, StandardCharsets.UTF_8.decode(event.duplicate()).toString()));
    }

    private record Refusal(
            UsageVerdict verdict, @JsonRawValue String event) {}

    private void left(Exception e) {
        if (!away) {
            away = true;
            LOG.warnf("billing does not take usage, it stays in the spool: %s", e.toString());
        }
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info("billing takes usage again");
        }
    }

    private double unshippedBytes() {
        try {
            Cursor cursor = spool.folder().cursor();
            Cursor written = spool.written();
            long bytes = written.offset() - (cursor.segment() == written.segment() ? cursor.offset() : 0);
            for (long segment : spool.folder().segments()) {
                if (segment >= cursor.segment() && segment < written.segment()) {
                    bytes += spool.folder().size(segment) - (segment == cursor.segment() ? cursor.offset() : 0);
                }
            }
            return bytes;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
