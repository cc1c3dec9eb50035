package kr.hangil.platform.request;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the bodies of requests and of answers, which all requests of a process share. A body costs more of it than it has bytes, for it is there more
 * than once while it is read.
 */
public final class BodyRoom {

    private final long size;
    private final AtomicLong taken = new AtomicLong();

    private BodyRoom(long size) {
        this.size = size;
    }

    /**
     * A room for bodies.
     *
     * @param size bytes; half of the heap where empty
     * @param largestBody bytes of the largest body that is let in, > 0
     * @param weight most bytes of memory that a byte of a body takes, > 0
     * @throws IllegalStateException when the largest body alone has no room
     */
    public static BodyRoom of(Optional<Long> size, long largestBody, int weight) {
        long bytes = size.orElseGet(() -> Runtime.getRuntime().maxMemory() / 2);
        if (bytes / weight < largestBody) {
            throw new IllegalStateException(
                    "a body of " + largestBody + " bytes, the most that is let in, takes " + weight
                            + " times as much memory, and there are " + bytes
                            + " bytes for bodies: give bodies or the heap more memory, or let in less at once");
        }
        return new BodyRoom(bytes);
    }

    /** Bytes that are taken now. */
    public long taken() {
        return taken.get();
    }

    /**
     * What one request has of the room: nothing yet.
     *
     * @param weight bytes of memory that a byte of its body takes, > 0
     */
    public Share share(int weight) {
        return new Share(weight);
    }

    /** What one request has of the room. */
    public final class Share {

        private final int weight;
        private long mine;
        private boolean over;

        private Share(int weight) {
            this.weight = weight;
        }

        /** Takes room for {@code bytes} more of the body; false, and nothing is taken, where there is none or the request is over. */
        public synchronized boolean take(int bytes) {
            long more = (long) weight * bytes;
            if (over) {
                return false;
            }
            if (taken.addAndGet(more) > size) {
                taken.addAndGet(-more);
                return false;
            }
            mine += more;
            return true;
        }

        /** Gives all of it back, for good. */
        public synchronized void giveBack() {
            over = true;
            taken.addAndGet(-mine);
            mine = 0;
        }
    }
}
