package kr.hangil.gateway.dataplane;

import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;
import kr.hangil.gateway.metering.MeteringConfig;

/**
 * The streams that each event loop carries, whose deliveries are noted now and then. All of a loop's are noted in one turn of
 * it, so that a note costs a record, and not a wake-up of the spool's writer as well.
 */
@Singleton
public class RunningStreams {

    private final FastThreadLocal<Set<Dispatch>> ofThisLoop;

    RunningStreams(Vertx vertx, MeteringConfig config) {
        this.ofThisLoop = new FastThreadLocal<>() {
            @Override
            protected Set<Dispatch> initialValue() {
                Set<Dispatch> streams = new LinkedHashSet<>();
                vertx.setPeriodic(
                        config.progressInterval().toMillis(), ignored -> streams.forEach(Dispatch::noteDelivered));
                return streams;
            }
        };
    }

    /** Called on the event loop of {@code stream}, once it has delivered something. */
    void add(Dispatch stream) {
        ofThisLoop.get().add(stream);
    }

    /** Called on the event loop of {@code stream} when it is over; does nothing for one that never delivered. */
    void remove(Dispatch stream) {
        ofThisLoop.get().remove(stream);
    }
}
