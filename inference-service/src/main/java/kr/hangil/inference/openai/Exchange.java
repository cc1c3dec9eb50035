package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.queue.RequestQueue;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * One request between its client and the engine. All of it runs on the request's own event loop. It ends in exactly one
 * of three ways, and each frees the queue's places and lets go of the engine: answered, failed, or left by the client.
 */
final class Exchange {

    private final Vertx vertx;
    private final EngineHttp engine;
    private final ObjectMapper json;
    private final Refusals refusals;
    private final Duration stallTimeout;

    private final String requestId;
    private final Operation operation;
    private final HttpServerResponse response;

    private final List<HttpClientRequest> calls = new ArrayList<>();
    private RequestQueue.@Nullable Place place;
    private @Nullable Long deadline;
    private boolean stream;
    private boolean over;

    Exchange(
            Vertx vertx,
            EngineHttp engine,
            ObjectMapper json,
            Refusals refusals,
            Duration stallTimeout,
            HttpServerResponse response,
            Operation operation,
            String requestId) {
        this.vertx = vertx;
        this.engine = engine;
        this.json = json;
        this.refusals = refusals;
        this.stallTimeout = stallTimeout;
        this.response = response;
        this.operation = operation;
        this.requestId = requestId;
        response.closeHandler(closed -> end());
        response.exceptionHandler(failure -> end());
    }

    Operation operation() {
        return operation;
    }

    /** Whether the client has left or was answered. */
    boolean over() {
        return over;
    }

    /** Fails with 408 when {@code millis} have passed. */
    void limit(long millis) {
        deadline = vertx.setTimer(
                millis,
                fired -> fail(new PlatformException(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "there was no whole answer within the " + millis + " ms allowed")));
    }

    /**
     * Sends {@code told} to the engine and its answer to the client.
     *
     * @param place left when this is over
     */
    void run(EngineRequest told, EngineEndpoint endpoint, RequestQueue.Place place) {
        this.place = place;
        this.stream = told.stream();
        if (over) {
            place.leave();
            return;
        }
        if (told.stream()) {
            call(endpoint, told.calls().getFirst()).onSuccess(answer -> pumpEvents(answer, told));
        } else if (told.calls().size() == 1 && told.answer().untouched()) {
            call(endpoint, told.calls().getFirst()).onSuccess(this::pumpBytes);
        } else {
            gather(told, endpoint);
        }
    }

    private Future<HttpClientResponse> call(EngineEndpoint endpoint, Buffer body) {
        return engine.post(endpoint, operation.path())
                .compose(call -> {
                    if (over) {
                        call.reset();
                        return Future.failedFuture("the client has left");
                    }
                    calls.add(call);
                    call.idleTimeout(stallTimeout.toMillis());
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
        answer.endHandler(ended -> finish());
    }

    /** Passes events on as they become whole. */
    private void pumpEvents(HttpClientResponse answer, EngineRequest told) {
        if (over) {
            return;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        AnswerRewriter rewriter = told.answer().untouched() ? null : new AnswerRewriter(json, told);
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
                Buffer whole = new AnswerRewriter(json, told).whole(all.list());
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
        Throwable known = calls.isEmpty() && place == null ? failure : EngineErrors.broken(failure);
        if (!response.headWritten()) {
            refusals.send(response, requestId, known);
        } else if (stream) {
            response.end(refusals.lastEvent(operation, requestId, known));
        } else {
            // A body of a promised length cannot say that it is not whole; its end can.
            response.reset();
        }
        letGo();
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
            vertx.cancelTimer(deadline);
        }
        // Closes the connection of a call that is not answered yet: that is how an engine learns to stop.
        calls.forEach(HttpClientRequest::reset);
        if (place != null) {
            place.leave();
        }
    }
}
