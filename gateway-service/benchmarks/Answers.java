import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/** Somebody who asks for answers of many megabytes, one after the other with a pause between them, until this is closed. */
final class Answers implements AutoCloseable {

    /** Two thousand embeddings of a thousand numbers, about. */
    private static final int BYTES = 24 << 20;

    private static final int PAUSE_MILLIS = 300;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final Thread thread;
    private volatile boolean over;
    private volatile String failure;

    Answers(Load.Target target) {
        request = HttpRequest.newBuilder(URI.create("http://localhost:" + target.port() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + target.bearer())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + target.model() + "\",\"max_tokens\":" + BYTES
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"large\"}]}"))
                .build();
        thread = Thread.ofPlatform().daemon().start(this::ask);
    }

    private void ask() {
        try {
            while (!over) {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new IOException("a large answer has status " + status);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            failure = e.toString();
        }
    }

    /** Waits for the answer that is on its way. */
    @Override
    public void close() throws IOException {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
        if (failure != null) {
            throw new IOException(failure);
        }
    }
}
