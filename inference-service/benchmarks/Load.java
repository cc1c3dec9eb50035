import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams of chat, over kept connections, read as bytes so that little is measured of the one who measures. */
final class Load {

    private static final AtomicInteger PROMPTS = new AtomicInteger(1_000_000);

    private Load() {}

    /** What a run saw. */
    record Seen(long tokens, double seconds) {
        double tokensPerSecond() {
            return tokens / seconds;
        }
    }

    /** What a stream saw. */
    record Stream(double firstTokenMillis, int tokens) {}

    /** So many streams at once, each begun when one ends, for so long; streams that are under way then are counted to their end. */
    static Seen closed(Target target, int streams, int tokens, double seconds) throws Exception {
        long start = System.nanoTime();
        long until = start + (long) (seconds * 1e9);
        List<Future<Long>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(streams)) {
            for (int i = 0; i < streams; i++) {
                runs.add(threads.submit(() -> {
                    long written = 0;
                    try (Connection connection = new Connection(target)) {
                        while (System.nanoTime() < until) {
                            written += connection.stream(PROMPTS.incrementAndGet(), tokens).tokens();
                        }
                    }
                    return written;
                }));
            }
            long sum = 0;
            for (Future<Long> run : runs) {
                sum += run.get();
            }
            return new Seen(sum, (System.nanoTime() - start) / 1e9);
        }
    }

    /** One kept connection. */
    static final class Connection implements AutoCloseable {

        private final Target target;
        private Socket socket;
        private InputStream in;

        Connection(Target target) {
            this.target = target;
        }

        /** A chat whose prompt has a number of its own, so that no cache knows it, for so many tokens. */
        Stream stream(int number, int tokens) throws IOException {
            String body = "{\"model\":\"hangil-mini\",\"stream\":true,\"max_tokens\":" + tokens
                    + ",\"ignore_eos\":true,\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"" + number
                    + "번째 질문입니다. 대한민국의 수도와 그 도시의 역사를 간단히 설명해 주세요.\"}]}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            byte[] head = ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + target.token()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream request = new ByteArrayOutputStream(head.length + bytes.length);
            request.writeBytes(head);
            request.writeBytes(bytes);
            boolean kept = socket != null;
            try {
                return send(request.toByteArray());
            } catch (IOException e) {
                if (!kept) {
                    throw e;
                }
                // It was closed while it was idle.
                close();
                return send(request.toByteArray());
            }
        }

        private Stream send(byte[] request) throws IOException {
            if (socket == null) {
                socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            }
            long asked = System.nanoTime();
            socket.getOutputStream().write(request);
            return read(asked);
        }

        private Stream read(long asked) throws IOException {
            String status = line();
            boolean close = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                close |= header.equalsIgnoreCase("connection: close");
            }
            if (!status.contains(" 200 ")) {
                throw new IOException(target.name() + " answered " + status);
            }
            long first = 0;
            int events = 0;
            boolean done = false;
            for (int size = chunk(); size > 0; size = chunk()) {
                byte[] data = in.readNBytes(size);
                line();
                int found = events(data);
                if (found > 0 && first == 0) {
                    first = System.nanoTime();
                }
                events += found;
                done |= new String(data, StandardCharsets.ISO_8859_1).contains("[DONE]");
            }
            line();
            if (!done) {
                throw new IOException(target.name() + " ended a stream early");
            }
            if (close) {
                close();
            }
            return new Stream((first - asked) / 1e6, events);
        }

        /** Events with a piece of text in them. */
        private static int events(byte[] data) {
            int count = 0;
            for (int i = 0; i + 11 < data.length; i++) {
                if (data[i] == '"' && data[i + 1] == 'c' && data[i + 2] == 'o' && data[i + 7] == 't' && data[i + 8] == '"'
                        && data[i + 9] == ':' && data[i + 10] == '"') {
                    count++;
                }
            }
            return count;
        }

        private int chunk() throws IOException {
            return Integer.parseInt(line().trim(), 16);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int at = in.read(); at != '\n'; at = in.read()) {
                if (at < 0) {
                    throw new IOException(target.name() + " closed the connection");
                }
                if (at != '\r') {
                    line.append((char) at);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            if (socket != null) {
                socket.close();
                socket = null;
            }
        }
    }
}
