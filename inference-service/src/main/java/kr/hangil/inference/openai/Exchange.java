package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.load.TokenMeter;
import kr.hangil.inference.queue.RequestQueue;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * One request between its client and the engine. All of it runs on the request's own event loop. It waits for its turn, and
 * then ends in exactly one of three ways: answered, failed, or left by the client. Each, at whatever moment it comes, frees its
 * place in the queue, lets go of the engine and settles the account.
 */
final class Exchange {

    /** A server that died is back within a fraction of a second; those whose turn it is meanwhile wait that long. */
    private static final Duration ENGINE_WAIT = Duration.ofSeconds(5);

    private static final long ENGINE_WAIT_STEP_MILLIS = 25;

    private final Means means;
    private final Operation operation;
    private final HttpServerResponse response;
    private final String requestId;
    private final Context loop;
    private final AnswerMeter meter;

    private final List<HttpClientRequest> calls = new ArrayList<>();
    private RequestQueue.@Nullable Ticket ticket;
    private @Nullable Runnable settlement;
    private @Nullable Runnable last;
    private @Nullable Long deadline;
    private boolean stream;
    private boolean over;

    /**
     * What every exchange works with.
     *
     * @param vertx its event loops
     * @param json reads and writes answers that are changed
     * @param engine sends requests to the engine
     * @param endpoint where the engine listens now; empty while it does not
     * @param queue whose turn it is
     * @param tokens measures how fast they come
     * @param accounts what requests ask for and what they got
     * @param refusals says no
     * @param stallTimeout longest silence of the engine inside one answer
     */
    record Means(
            Vertx vertx,
            ObjectMapper json,
            EngineHttp engine,
            Supplier<Optional<EngineEndpoint>> endpoint,
            RequestQueue queue,
            TokenMeter tokens,
            Accounts accounts,
            Refusals refusals,
            Duration stallTimeout) {}

    Exchange(Means means, HttpServerResponse response, Operation operation, String requestId) {
        this.means = means;
        this.response = response;
        this.operation = operation;
        this.requestId = requestId;
        this.loop = means.vertx().getOrCreateContext();
        this.meter = new AnswerMeter(means.tokens());
        response.closeHandler(closed -> end());
        response.exceptionHandler(failure -> end());
    }

    /** Fails with 408 when {@code millis} have passed, wherever it is then. */
    void limit(long millis) {
        deadline = means.vertx()
                .setTimer(
                        millis,
                        fired -> fail(new PlatformException(
                                ErrorCode.DEADLINE_EXCEEDED,
                                "there was no whole answer within the " + millis + " ms allowed")));
    }

    /** Has {@code work} done at the end, whichever it is. */
    void whenOver(Runnable work) {
        if (over) {
            work.run();
        } else {
            last = work;
        }
    }

    /** Sends {@code told} to the engine when its turn comes, and the answer to the client. */
    void run(EngineRequest told, Accounts.Order order) {
        if (over) {
            return;
        }
        stream = told.stream();
        settlement = () -> means.accounts().settle(order, told, meter);
        RequestQueue.Ticket entered = means.queue()
                .enter(means.accounts().demand(order, told), () -> loop.runOnContext(granted -> ask(told)));
        ticket = entered;
        if (entered.runsAtOnce()) {
            ask(told);
        }
    }

    private void ask(EngineRequest told) {
        ask(told, System.nanoTime() + ENGINE_WAIT.toNanos());
    }

    private void ask(EngineRequest told, long patience) {
        if (over) {
            return;
        }
        Optional<EngineEndpoint> endpoint = means.endpoint().get();
        if (endpoint.isEmpty()) {
            if (System.nanoTime() > patience) {
                fail(PlatformException.retryable(
                        ErrorCode.UNAVAILABLE, "the engine is starting", Duration.ofSeconds(1)));
            } else {
                means.vertx().setTimer(ENGINE_WAIT_STEP_MILLIS, later -> ask(told, patience));
            }
            return;
        }
        meter.ask();
        send(told, endpoint.get());
    }

    private void send(EngineRequest told, EngineEndpoint endpoint) {
        if (told.stream()) {
            call(endpoint, told.calls().getFirst()).onSuccess(answer -> pumpEvents(answer, told));
        } else if (told.calls().size() == 1 && told.answersUntouched()) {
            call(endpoint, told.calls().getFirst()).onSuccess(this::pumpBytes);
        } else {
            gather(told, endpoint);
        }
    }

    private Future<HttpClientResponse> call(EngineEndpoint endpoint, Buffer body) {
        return means.engine()
                .post(endpoint, operation.path())
                .compose(call -> {
                    if (over) {
                        call.reset();
                        return Future.failedFuture("the client has left");
                    }
                    calls.add(call);
                    // What becomes of it is told by its answer; a call let go when that was there already is no error.
                    call.exceptionHandler(ignored -> {});
                    call.idleTimeout(means.stallTimeout().toMillis());
                    return call.send(body);
                })
                .compose(answer -> answer.statusCode() == 200 ? Future.succeededFuture(answer) : refused(answer))
                .onFailure(this::fail);
    }

    private static Future<HttpClientResponse> refused(HttpClientResponse answer) {
        return answer.body().compose(body -> Future.failedFuture(EngineErrors.refusal(answer.statusCode(), body)));
    }

    /** Passes bytes on as they come. */
    private void pumpBytes(HttpClientResponse answer) {
        if (over) {
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        String length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            response.setChunked(true);
        } else {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        }
        answer.handler(chunk -> write(answer, chunk));
        answer.exceptionHandler(this::fail);
        answer.endHandler(ended -> {
            meter.whole();
            finish();
        });
    }

    /** Passes events on as they become whole. */
    private void pumpEvents(HttpClientResponse answer, EngineRequest told) {
        if (over) {
            return;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        AnswerRewriter rewriter = told.answer().untouched() ? null : new AnswerRewriter(means.json(), told);
        EventSplitter splitter = new EventSplitter();
        answer.handler(chunk -> {
            try {
                splitter.feed(chunk, event -> pass(answer, new EngineEvent(event), rewriter));
            } catch (PlatformException | IllegalStateException e) {
                fail(e);
            }
        });
        answer.exceptionHandler(this::fail);
        answer.endHandler(ended ->
                fail(new PlatformException(ErrorCode.ENGINE_FAILED, "the engine ended the stream before its end")));
    }

    private void pass(HttpClientResponse answer, EngineEvent event, @Nullable AnswerRewriter rewriter) {
        if (over) {
            return;
        }
        meter.event(event);
        if (event.isError()) {
            fail(EngineErrors.refusal(500, event.payload()));
        } else if (event.isDone()) {
            if (rewriter != null) {
                write(answer, rewriter.beforeDone());
            }
            write(answer, event.bytes());
            finish();
        } else if (rewriter != null && event.isData()) {
            write(answer, rewriter.event(event.payload()));
        } else {
            write(answer, event.bytes());
        }
    }

    /** Collects the answers to all calls and makes one of them. */
    private void gather(EngineRequest told, EngineEndpoint endpoint) {
        List<Future<Buffer>> answers = new ArrayList<>();
        for (Buffer body : told.calls()) {
            answers.add(call(endpoint, body).compose(HttpClientResponse::body).onFailure(this::fail));
        }
        Future.all(answers).onSuccess(all -> {
            if (over) {
                return;
            }
            try {
                all.<Buffer>list().forEach(meter::gathered);
                meter.whole();
                Buffer whole = new AnswerRewriter(means.json(), told).whole(all.list());
                response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
                over = true;
                response.end(whole);
                letGo();
            } catch (PlatformException e) {
                fail(e);
            }
        });
    }

    private void write(HttpClientResponse answer, Buffer bytes) {
        if (over || bytes.length() == 0) {
            return;
        }
        meter.passed(bytes);
        response.write(bytes);
        if (response.writeQueueFull()) {
            answer.pause();
            response.drainHandler(drained -> answer.resume());
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            response.end();
            letGo();
        }
    }

    /** Ends with an error: a whole answer if nothing was sent, the last event of a stream, or else a cut connection. */
    void fail(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        Throwable known = calls.isEmpty() && ticket == null ? failure : EngineErrors.broken(failure);
        // Before the client is told: its place is free when it knows.
        letGo();
        if (!response.headWritten()) {
            means.refusals().send(response, requestId, known);
        } else if (stream) {
            response.end(means.refusals().lastEvent(operation, requestId, known));
        } else {
            // A body of a promised length cannot say that it is not whole; its end can.
            response.reset();
        }
    }

    /** The client has left, or the connection has ended after the answer. */
    private void end() {
        if (!over) {
            over = true;
            letGo();
        }
    }

    private void letGo() {
        if (deadline != null) {
            means.vertx().cancelTimer(deadline);
        }
        // Closes the connection of a call that is not answered yet: that is how an engine learns to stop.
        calls.forEach(HttpClientRequest::reset);
        if (ticket != null) {
            ticket.leave();
        }
        if (settlement != null) {
            settlement.run();
        }
        if (last != null) {
            last.run();
        }
    }
}
