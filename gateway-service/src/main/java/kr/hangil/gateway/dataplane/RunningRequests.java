package kr.hangil.gateway.dataplane;

import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;
import kr.hangil.gateway.eventloop.EndOfTurn;
import kr.hangil.gateway.metering.MeteringConfig;

/**
 * The requests that each event loop carries, looked after ten times a second while there are any: whether a deadline has passed
 * or a stream has been silent for long, and now and then what streams have delivered.
 *
 * <p>One timer for all of a loop's costs less than one for each. All notes of a loop are made in one turn of it, so that a note
 * costs a record, and not a wake-up of the spool's writer as well.
 */
@Singleton
public class RunningRequests {

    private static final long TICK_MILLIS = 100;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final long ticksToNote;
    private final FastThreadLocal<OfLoop> ofThisLoop = new FastThreadLocal<>() {
        @Override
        protected OfLoop initialValue() {
            return new OfLoop();
        }
    };

    RunningRequests(Vertx vertx, MeteringConfig config) {
        this.vertx = vertx;
        this.ticksToNote = Math.max(1, config.progressInterval().toMillis() / TICK_MILLIS);
    }

    /** Called on the event loop of {@code request} when it begins. */
    void add(Dispatch request) {
        ofThisLoop.get().add(request);
    }

    /** Called on the event loop of {@code request} when it is over. */
    void remove(Dispatch request) {
        ofThisLoop.get().requests.remove(request);
    }

    /** Confined to its event loop. */
    private final class OfLoop {

        private final Set<Dispatch> requests = new LinkedHashSet<>();
        private long timer = NONE;
        private long ticks;

        void add(Dispatch request) {
            requests.add(request);
            if (timer == NONE) {
                timer = vertx.setPeriodic(TICK_MILLIS, ignored -> tick());
            }
        }

        private void tick() {
            if (requests.isEmpty()) {
                vertx.cancelTimer(timer);
                timer = NONE;
                return;
            }
            EndOfTurn.each(requests, Dispatch::watch);
            if (++ticks % ticksToNote == 0) {
                EndOfTurn.each(requests, Dispatch::noteDelivered);
            }
        }
    }
}
