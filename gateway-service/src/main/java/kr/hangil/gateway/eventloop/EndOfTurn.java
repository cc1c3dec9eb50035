package kr.hangil.gateway.eventloop;

import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands over at once what an event loop gathers in one turn, in the order in which it came: what costs the same for one as for
 * many, such as a write or waking a thread, is paid once a turn and not once a request.
 */
public final class EndOfTurn<T> {

    private static final Logger LOG = Logger.getLogger(EndOfTurn.class);

    private final FastThreadLocal<List<T>> gathered = new FastThreadLocal<>();
    private final Receiver<T> receiver;

    /** Takes what one turn brought. */
    @FunctionalInterface
    public interface Receiver<T> {

        /**
         * Called on the thread that gathered {@code items}.
         *
         * @param context of the event loop; null where a thread is none, whose items come one by one
         * @param items at least one, the receiver's own from here on
         */
        void take(@Nullable Context context, List<T> items);
    }

    public EndOfTurn(Receiver<T> receiver) {
        this.receiver = receiver;
    }

    /** Adds to what this turn of the event loop hands over. */
    public void add(T item) {
        Context context = Context.isOnEventLoopThread() ? Vertx.currentContext() : null;
        if (context == null) {
            receiver.take(null, List.of(item));
            return;
        }
        List<T> turn = gathered.get();
        if (turn == null) {
            turn = new ArrayList<>();
            gathered.set(turn);
            context.runOnContext(ignored -> handOver(context));
        }
        turn.add(item);
    }

    /**
     * Does {@code action} for each of {@code items}, which are different requests': where it fails for one, that is logged, and the others
     * have their own all the same.
     */
    public static <T> void each(Iterable<T> items, Consumer<? super T> action) {
        for (T item : items) {
            try {
                action.accept(item);
            } catch (RuntimeException | Error e) {
                LOG.error("what was to be done for one request of a turn failed unexpectedly", e);
            }
        }
    }

    private void handOver(Context context) {
        List<T> turn = gathered.get();
        gathered.remove();
        receiver.take(context, turn);
    }
}
