package kr.hangil.gateway.dataplane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;

/**
 * The models that may answer a request: the one it asks for, then those that its tenant named for when no replica of that
 * one answers. Each is resolved and admitted like a request of its own, so a fallback never goes where the caller may
 * not, and its answer says which model it is from.
 */
final class ModelChain {

    private static final Logger LOG = Logger.getLogger(ModelChain.class);
    private static final Set<ErrorCode> GOES_ON = Set.of(ErrorCode.NO_REPLICA, ErrorCode.QUEUE_FULL);

    private final Exchange exchange;
    private final Envelope asked;
    private final Deque<String> rest;
    private final Admitting admitting;
    private int asking;

    /** Resolves, admits and dispatches {@code envelope}. */
    interface Admitting {
        /** @param refused is told why it was not admitted */
        void admit(Envelope envelope, ModelChain chain, Refused refused);
    }

    /** Hears why a model was not admitted. */
    interface Refused {
        void because(Throwable why);
    }

    /** @param fallbacks served names to try after the one {@code asked} for, in order */
    ModelChain(Exchange exchange, Envelope asked, List<String> fallbacks, Admitting admitting) {
        this.exchange = exchange;
        this.asked = asked;
        this.rest = new ArrayDeque<>(fallbacks);
        this.admitting = admitting;
    }

    void begin() {
        admitting.admit(asked, this, exchange::refuse);
    }

    /** Id under which the model at hand is admitted; each has its own, for each is settled by itself. */
    String claim() {
        return asking == 0 ? exchange.id() : exchange.id() + "/" + asking;
    }

    /**
     * Goes on to the next model, if {@code reason} is one for that and nothing of an answer was sent.
     *
     * @return false when there is none, and the client has yet to be told {@code reason}
     */
    boolean next(PlatformException reason) {
        if (rest.isEmpty()
                || !GOES_ON.contains(reason.code())
                || exchange.response().headWritten()
                || exchange.response().closed()) {
            return false;
        }
        String model = rest.removeFirst();
        asking++;
        LOG.infof("%s goes on to '%s': %s", exchange.id(), model, reason.getMessage());
        exchange.response().putHeader(HangilHeaders.SERVED_BY, model);
        admitting.admit(asked.withModel(model), this, why -> notThatOne(model, why, reason));
        return true;
    }

    /** A fallback that cannot be had is passed over; what the client hears in the end is about the model it asked for. */
    private void notThatOne(String model, Throwable why, PlatformException reason) {
        LOG.infof("%s cannot be answered by '%s': %s", exchange.id(), model, why.getMessage());
        if (!next(reason)) {
            exchange.response().headers().remove(HangilHeaders.SERVED_BY);
            exchange.refuse(reason);
        }
    }
}
