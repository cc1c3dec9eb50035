package kr.hangil.gateway.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/** Room that was granted to one request; given back once, however often it is asked. */
public final class Reservation {

    private final Runnable giveBack;
    private final AtomicBoolean released = new AtomicBoolean();

    Reservation(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    public void release() {
        if (released.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
