package kr.hangil.gateway.dataplane;

import kr.hangil.gateway.http.Pieces;

/**
 * What one answer may take of its event loop before the others there are looked at.
 *
 * <p>Netty reads on where a socket holds more, and may do so 64 times before it asks which other sockets hold something. An
 * answer that comes as fast as it is read would keep them waiting for as long as that takes, at every step of theirs.
 */
final class Quantum {

    /** About a millisecond's work. */
    static final int BYTES = 256 << 10;

    /** The least that a timer waits, and it fires only after the other sockets have been looked at. */
    private static final long REST_MILLIS = 1;

    private final Exchange exchange;
    private final Pieces answer;
    private final Runnable next;
    private int left = BYTES;

    /**
     * For one answer.
     *
     * @param next has the answer flow on after a rest, unless something else halts it
     */
    Quantum(Exchange exchange, Pieces answer, Runnable next) {
        this.exchange = exchange;
        this.answer = answer;
        this.next = next;
    }

    /** Takes note of {@code bytes} of the answer that were handled; pauses it when it has had its share. */
    void spend(int bytes) {
        boolean had = left > 0;
        left -= bytes;
        if (had && left <= 0) {
            answer.pause();
            exchange.vertx().setTimer(REST_MILLIS, ignored -> {
                left = BYTES;
                next.run();
            });
        }
    }

    /** Whether the answer rests, and is to flow on only when that is over. */
    boolean isSpent() {
        return left <= 0;
    }
}
