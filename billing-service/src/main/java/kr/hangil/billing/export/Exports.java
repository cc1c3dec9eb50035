package kr.hangil.billing.export;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import kr.hangil.billing.database.Database;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;

/** Writes tables to files and answers with them. */
@ApplicationScoped
public class Exports {

    private static final Logger LOG = Logger.getLogger(Exports.class);
    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private final AtomicInteger underWay = new AtomicInteger();
    private final Database database;
    private final Vertx vertx;
    private final ExportConfig config;
    private final CurrentVertxRequest request;

    Exports(Database database, Vertx vertx, ExportConfig config, CurrentVertxRequest request) {
        this.database = database;
        this.vertx = vertx;
        this.config = config;
        this.request = request;
    }

    /**
     * An answer that is a file, gone from the disk once it is sent or its reader is gone.
     *
     * @param rows all rows as they are at one instant, in batches that fit into memory
     * @throws PlatformException {@code invalid_request} for more rows than a file may have; {@code queue_full} while as many
     *     files are written as may be at once
     */
    public Uni<Response> answer(Table table, ExportRequest how, Function<SqlConnection, Multi<List<TableRow>>> rows) {
        Promise<Void> over = Promise.promise();
        request.getCurrent().addEndHandler(ended -> over.tryComplete());
        if (underWay.incrementAndGet() > config.atOnce()) {
            underWay.decrementAndGet();
            throw PlatformException.retryable(
                    ErrorCode.QUEUE_FULL, "other exports are being written; try again", COME_AGAIN);
        }
        Uni<Response> written = database.snapshot(
                        connection -> write(table, how, rows.apply(connection), over.future()))
                .onTermination()
                .invoke(underWay::decrementAndGet)
                .map(path -> {
                    over.future().onComplete(ended -> delete(path));
                    return Response.ok(path)
                            .type(how.format().type())
                            .header(
                                    HttpHeaders.CONTENT_DISPOSITION,
                                    "attachment; filename=\"%s.%s\""
                                            .formatted(
                                                    table.name().replaceAll("[^\\w.-]", "_"),
                                                    how.format().extension()))
                            .build();
                });
        // A reader who leaves cancels what it waits for, and not the work: that ends by itself, and takes its file with
        // it.
        return Uni.createFrom()
                .completionStage(() -> written.subscribeAsCompletionStage().thenApply(Function.identity()));
    }

    /** @param over done once the reader has its file, or is gone */
    private Uni<Path> write(Table table, ExportRequest how, Multi<List<TableRow>> rows, Future<Void> over) {
        return blocking(() -> ExportFile.open(table, how, config))
                .flatMap(file -> rows.onItem()
                        .transformToUniAndConcatenate(batch -> blocking(() -> {
                            if (over.isComplete()) {
                                throw new IOException("nobody waits for the file any more");
                            }
                            file.write(batch);
                            return batch.size();
                        }))
                        .collect()
                        .last()
                        .chain(() -> blocking(file::finish))
                        .onFailure()
                        .call(failure -> discard(file))
                        .onCancellation()
                        .call(() -> discard(file)));
    }

    private Uni<Boolean> discard(ExportFile file) {
        return blocking(() -> {
                    file.discard();
                    return true;
                })
                .onFailure()
                .invoke(failure -> LOG.warn("an export that was given up left its file", failure))
                .onFailure()
                .recoverWithItem(false);
    }

    private void delete(Path path) {
        blocking(() -> Files.deleteIfExists(path))
                .subscribe()
                .with(
                        gone -> LOG.debugf("sent and deleted %s", path),
                        failure -> LOG.warnf(failure, "an export that was sent left its file %s", path));
    }

    private <T> Uni<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }
}
