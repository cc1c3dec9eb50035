package kr.hangil.gateway.routing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * Looks again every now and then while somebody waits, for time alone changes what there is: a wait becomes too long, a replica
 * comes back. While nobody does, nothing runs: a gateway that has nothing to do sleeps. Its timer is confined to one event loop.
 */
final class Lookout {

    private static final long TICK_MILLIS = 50;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Runnable look;
    private final BooleanSupplier waits;
    private final Context loop;
    private volatile long timer = NONE;

    /**
     * Made outside of event loops, so that nothing of a request hangs on it.
     *
     * @param look what there is to do
     * @param waits whether anybody does
     */
    Lookout(Vertx vertx, Runnable look, BooleanSupplier waits) {
        this.vertx = vertx;
        this.look = look;
        this.waits = waits;
        this.loop = vertx.getOrCreateContext();
    }

    /** Somebody waits now. Called on any thread, after that somebody has been put in line. */
    void somebodyWaits() {
        loop.runOnContext(ignored -> {
            if (timer == NONE) {
                timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
            }
        });
    }

    private void tick() {
        look.run();
        if (!waits.getAsBoolean()) {
            stop();
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
        timer = NONE;
    }
}
