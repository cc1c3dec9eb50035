package kr.hangil.inference.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Lets as many requests to the engine as it has slots, has others wait their turn, and refuses what would not fit. Safe for
 * use by several threads; nothing in it blocks.
 */
@Singleton
public final class RequestQueue {

    /** Busy time over which it is measured how fast the queue drains. */
    private static final Duration DRAIN_MEMORY = Duration.ofSeconds(20);

    private final int slots;
    private final QueueConfig config;
    private final LongSupplier nanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingLine<Ticket> line;
    private final BusyRate drainedPlaces;
    private final BusyRate drainedTokens;
    private int running;
    private long runningTokens;
    private volatile Occupancy occupancy = new Occupancy(0, 0, 0, 0);

    @Inject
    RequestQueue(EngineConfig engine, QueueConfig config, MeterRegistry meters) {
        this(engine.slots(), config, System::nanoTime);
        Gauge.builder("hangil.inference.requests.inside", () -> occupancy.inside())
                .description("answers that have an engine slot or wait for one")
                .register(meters);
        Gauge.builder("hangil.inference.requests.waiting", () -> occupancy.waiting())
                .description("answers that wait for an engine slot")
                .register(meters);
        Gauge.builder("hangil.inference.tokens.waiting", () -> occupancy.waitingTokens())
                .description("tokens of prompts and allowed answers that wait")
                .register(meters);
        Gauge.builder("hangil.inference.requests.capacity", this::capacity)
                .description("most answers inside at once")
                .register(meters);
    }

    /**
     * Without meters.
     *
     * @param slots answers that run at once, >= 1
     * @param nanos a clock that never goes back
     */
    public RequestQueue(int slots, QueueConfig config, LongSupplier nanos) {
        this.slots = slots;
        this.config = config;
        this.nanos = nanos;
        this.line = new WaitingLine<>(config.interactiveWeight());
        this.drainedPlaces = new BusyRate(DRAIN_MEMORY, nanos.getAsLong());
        this.drainedTokens = new BusyRate(DRAIN_MEMORY, nanos.getAsLong());
    }

    /**
     * Takes a place, or has the request wait for one. A request for more places than there are slots takes all of them.
     *
     * @param granted called once, on whatever thread, when a request that had to wait may run; never when
     *     {@link Ticket#runsAtOnce()}
     * @throws PlatformException {@link ErrorCode#QUEUE_FULL} when it may not even wait, saying when to come back
     */
    public Ticket enter(Demand demand, Runnable granted) {
        Demand bounded = new Demand(
                demand.tenant(),
                demand.priority(),
                Math.min(demand.places(), slots),
                Math.min(demand.tokens(), config.tokens()));
        List<Ticket> grants;
        Ticket ticket = new Ticket(bounded, granted);
        lock.lock();
        try {
            advance();
            if (line.isEmpty() && running + bounded.places() <= slots) {
                run(ticket);
                ticket.atOnce = true;
                return ticket;
            }
            if (line.places() + bounded.places() > config.length()
                    || line.tokens() + bounded.tokens() > config.tokens()) {
                throw full(bounded);
            }
            line.add(ticket, bounded);
            // It may be its turn before that of one who needs more places than are free.
            grants = grant();
            ticket.atOnce = grants.remove(ticket);
            publish();
        } finally {
            lock.unlock();
        }
        grants.forEach(next -> next.granted.run());
        return ticket;
    }

    private PlatformException full(Demand refused) {
        String message = line.places() + refused.places() > config.length()
                ? "the queue is full: " + line.places() + " of " + config.length() + " places to wait are taken"
                : "the queue is full: " + line.tokens() + " of " + config.tokens()
                        + " tokens wait, and this request has " + refused.tokens();
        double places = line.places() + refused.places() - config.length();
        double tokens = line.tokens() + refused.tokens() - config.tokens();
        return PlatformException.retryable(ErrorCode.QUEUE_FULL, message, untilDrained(places, tokens));
    }

    /** When so much will have left, at the rate at which it left lately, in whole seconds. */
    private Duration untilDrained(double places, double tokens) {
        @Nullable Double placeRate = drainedPlaces.perSecond();
        @Nullable Double tokenRate = drainedTokens.perSecond();
        if (placeRate == null || tokenRate == null) {
            return config.retryAfter();
        }
        double seconds = Math.max(places <= 0 ? 0 : places / placeRate, tokens <= 0 ? 0 : tokens / tokenRate);
        double most = config.retryAfterMax().toSeconds();
        // An infinite time, when nothing left at all lately, ends here too.
        return Duration.ofSeconds((long) Math.max(1, Math.min(most, Math.ceil(seconds))));
    }

    /** How long a request that came now would wait for its turn; empty until it was measured. */
    public Optional<Duration> expectedWait() {
        lock.lock();
        try {
            if (line.isEmpty() && running < slots) {
                return Optional.of(Duration.ZERO);
            }
            @Nullable Double rate = drainedPlaces.perSecond();
            return rate == null || rate <= 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis((long) (1000 * (line.places() + 1) / rate)));
        } finally {
            lock.unlock();
        }
    }

    /** What is inside now. */
    public Occupancy occupancy() {
        return occupancy;
    }

    /** Answers inside now. */
    public int inside() {
        return occupancy.inside();
    }

    /** Most answers inside at once. */
    public int capacity() {
        return slots + config.length();
    }

    private void run(Ticket ticket) {
        ticket.state = State.RUNNING;
        running += ticket.demand.places();
        runningTokens += ticket.demand.tokens();
        publish();
    }

    private void leave(Ticket ticket) {
        List<Ticket> grants;
        lock.lock();
        try {
            advance();
            if (ticket.state == State.WAITING) {
                line.remove(ticket, ticket.demand);
            } else if (ticket.state == State.RUNNING) {
                running -= ticket.demand.places();
                runningTokens -= ticket.demand.tokens();
                drainedPlaces.add(ticket.demand.places());
                drainedTokens.add(ticket.demand.tokens());
            } else {
                return;
            }
            ticket.state = State.LEFT;
            grants = grant();
            publish();
        } finally {
            lock.unlock();
        }
        grants.forEach(next -> next.granted.run());
    }

    /** Lets in those whose turn it is. One who is next and needs several places holds up the others, or would never get them. */
    private List<Ticket> grant() {
        List<Ticket> grants = new ArrayList<>();
        while (!line.isEmpty() && running + line.next().demand.places() <= slots) {
            Ticket next = line.next();
            line.serve(next, next.demand);
            run(next);
            grants.add(next);
        }
        return grants;
    }

    private void advance() {
        long now = nanos.getAsLong();
        drainedPlaces.advance(now, running > 0);
        drainedTokens.advance(now, running > 0);
    }

    private void publish() {
        occupancy = new Occupancy(running, line.places(), runningTokens, line.tokens());
    }

    private enum State {
        WAITING,
        RUNNING,
        LEFT
    }

    /** A request's place, or its place in the line, until it leaves. */
    public final class Ticket {

        private final Demand demand;
        private final Runnable granted;
        private boolean atOnce;
        private State state = State.WAITING;

        private Ticket(Demand demand, Runnable granted) {
            this.demand = demand;
            this.granted = granted;
        }

        /** Whether it need not wait. */
        public boolean runsAtOnce() {
            return atOnce;
        }

        /** Frees its place, whether it ran or waited, for others; does nothing when repeated. */
        public void leave() {
            RequestQueue.this.leave(this);
        }
    }
}
