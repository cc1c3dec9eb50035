package kr.hangil.billing.verification;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import kr.hangil.contracts.error.ErrorEnvelope;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.RequestIds;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** For {@code ./hangil verify}. Whoever asks and leaves ends it. */
@Path("/v1/verification")
@RolesAllowed("platform-operator")
class VerificationResource {

    private static final Logger LOG = Logger.getLogger(VerificationResource.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final VerificationService service;

    VerificationResource(VerificationService service) {
        this.service = service;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<VerificationReport> verify() {
        return service.verify(new Progress());
    }

    /**
     * The same for a ledger that takes long: an event {@code progress} each second, so that neither a caller nor a proxy takes it for
     * dead, and in the end one {@code report}, or one {@code error}.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> verifyAndTell(@Context Sse sse) {
        String request = RequestIds.current();
        return Multi.createFrom().emitter(told -> verify(new Telling(sse, told), request));
    }

    private void verify(Telling telling, String request) {
        Progress progress = new Progress();
        Cancellable words = Multi.createFrom()
                .ticks()
                .every(EVERY)
                .subscribe()
                .with(tick -> telling.word("progress", progress.now()));
        Cancellable work = service.verify(progress)
                .subscribe()
                .with(
                        report -> telling.last("report", report),
                        failure -> telling.last("error", envelope(failure, request)));
        telling.to.onTermination(() -> {
            words.cancel();
            work.cancel();
        });
    }

    private static ErrorEnvelope envelope(Throwable failure, String request) {
        if (failure instanceof PlatformException told) {
            return ErrorEnvelope.of(told.code(), told.getMessage(), told.param(), request);
        }
        LOG.errorf(failure, "verification for %s failed unexpectedly", request);
        return envelope(PlatformException.internal(failure), request);
    }

    /** @param to whoever asked */
    private record Telling(Sse sse, MultiEmitter<? super OutboundSseEvent> to) {

        void word(String name, Object data) {
            to.emit(sse.newEventBuilder().name(name).data(data).build());
        }

        void last(String name, Object data) {
            word(name, data);
            to.complete();
        }
    }
}
