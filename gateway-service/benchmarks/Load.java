import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Callers of one target: one thread, as cheap as it can be, so that the target is what is measured. */
final class Load implements AutoCloseable {

    /**
     * Where requests go.
     *
     * @param name for messages
     * @param port on loopback
     * @param bearer what they prove themselves with
     * @param model the served name they ask for
     */
    record Target(String name, int port, String bearer, String model) {

        byte[] request(String fields, String headers) {
            String start = "{\"model\":\"" + model + "\"," + fields + "\"messages\":[{\"role\":\"user\",\"content\":\"";
            String end = "\"}]}";
            String body = start + "안녕하세요 ".repeat(5) + "x".repeat(Math.max(0, 1024 - 80 - start.length() - end.length())) + end;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            byte[] head = Bytes.ascii("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost:" + port + "\r\nauthorization: Bearer "
                    + bearer + "\r\ncontent-type: application/json\r\naccept: */*\r\nuser-agent: bench\r\n" + headers + "content-length: "
                    + bytes.length + "\r\n\r\n");
            byte[] whole = Arrays.copyOf(head, head.length + bytes.length);
            System.arraycopy(bytes, 0, whole, head.length, bytes.length);
            return whole;
        }
    }

    /**
     * What was seen between the warm-up's end and the end.
     *
     * @param count answers, or chunks of streams
     * @param seconds length of that time
     * @param cpuSeconds what the target used of the processor
     * @param compilerSeconds what of it went into compiling; near zero once a JVM is warm
     * @param micros each answer's latency in order, or the longest silence of each stream
     */
    record Seen(long count, double seconds, double cpuSeconds, double compilerSeconds, long[] micros) {

        double perSecond() {
            return count / seconds;
        }

        /** With so much more of the processor, used afterwards for what was asked in that time. */
        Seen with(double moreCpu, double moreCompiler) {
            return new Seen(count, seconds, cpuSeconds + moreCpu, compilerSeconds + moreCompiler, micros);
        }

        double cpuMicros() {
            return cpuSeconds * 1e6 / count;
        }

        /** Milliseconds. */
        double percentile(double percent) {
            return micros[(int) Math.min(micros.length - 1L, (long) (micros.length * percent / 100))] / 1e3;
        }
    }

    /** Longer than the gateway lets a request take by itself. */
    private static final String LASTS_AN_HOUR = "x-hangil-deadline-ms: 3600000\r\n";

    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(256 << 10);
    private final byte[] bytes = new byte[256 << 10];
    private final Target target;
    private final Usage usage;
    private final List<Connection> connections = new ArrayList<>();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private long[] micros = new long[1 << 16];
    private int answers;
    private long chunks;
    private boolean measuring;
    private boolean draining;
    private int inFlight;
    private Mode mode = Mode.CLOSED;
    private boolean renewed;
    private int sent;

    /** Sent one after another, over and over: in most modes they are all the same. */
    private final byte[][] requests = new byte[9][];

    private enum Mode {
        CLOSED,
        OPEN,
        STREAMS
    }

    /** @param usage of the target's process */
    Load(Target target, Usage usage) throws IOException {
        this.target = target;
        this.usage = usage;
    }

    private static final class Connection {
        final SocketChannel channel;
        byte[] rest = new byte[0];
        long since;
        int matched;
        boolean started;
        long lastChunk;
        long longestGap;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Each of {@code callers} sends its next request when it has the answer to the one before. */
    Seen closed(int callers, double warmUp, double seconds) throws IOException {
        mode = Mode.CLOSED;
        Arrays.fill(requests, target.request("\"max_tokens\":150,", ""));
        for (int i = 0; i < callers; i++) {
            send(connect(), System.nanoTime());
        }
        return watch(warmUp, seconds);
    }

    /** A request every 1/{@code rate} s, whether or not answers come; latency is from when it should have been sent. */
    Seen open(int rate, double warmUp, double seconds) throws IOException {
        mode = Mode.OPEN;
        Arrays.fill(requests, target.request("\"max_tokens\":150,", ""));
        for (int i = 0; i < 32; i++) {
            idle.add(connect());
        }
        long gap = 1_000_000_000L / rate;
        Thread clock = Thread.ofPlatform().daemon().start(() -> {
            for (long next = System.nanoTime(); !Thread.interrupted(); next += gap) {
                for (long left; (left = next - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                }
                synchronized (waiting) {
                    waiting.add(next);
                }
                selector.wakeup();
            }
        });
        try {
            return watch(warmUp, seconds);
        } finally {
            clock.interrupt();
        }
    }

    /** {@code count} streams side by side, each of {@code rate} chunks a second, begun during the first half of the warm-up. */
    Seen streams(int count, int rate, double warmUp, double seconds) throws IOException {
        return watch(begin(count, rate, warmUp, seconds), seconds);
    }

    /** The same, but each stream lasts from 5 to 15 s, and the next one on its connection begins when it ends. */
    Seen streamsInTurn(int count, int rate, double warmUp, double seconds) throws IOException {
        renewed = true;
        return watch(begin(count, rate, warmUp, seconds), seconds);
    }

    /** The same for {@code minutes}, each told to {@code minute} when it is over. */
    void streamsByTheMinute(int count, int rate, double warmUp, int minutes, Minute minute) throws IOException {
        double left = begin(count, rate, warmUp, minutes * 60.0);
        for (int i = 1; i <= minutes; i++) {
            minute.over(i, watch(left, 60));
            left = 0;
        }
    }

    interface Minute {
        void over(int number, Seen seen) throws IOException;
    }

    /** Begins streams that last {@code seconds} beyond the warm-up; what is left of that. */
    private double begin(int count, int rate, double warmUp, double seconds) throws IOException {
        mode = Mode.STREAMS;
        for (int i = 0; i < requests.length; i++) {
            double lasts = renewed ? 5 + i * 10.0 / (requests.length - 1) : warmUp + seconds + 5;
            requests[i] = target.request("\"stream\":true,\"max_tokens\":" + (long) (rate * lasts) + ",\"seed\":" + rate + ",", LASTS_AN_HOUR);
        }
        long start = System.nanoTime();
        long spacing = (long) (warmUp * 0.5e9 / count);
        for (int i = 0; i < count; i++) {
            send(connect(), System.nanoTime());
            while (System.nanoTime() - start < i * spacing) {
                selector.select(this::ready, 1);
            }
        }
        return warmUp - (System.nanoTime() - start) / 1e9;
    }

    private Seen watch(double warmUp, double seconds) throws IOException {
        run(System.nanoTime() + (long) (warmUp * 1e9));
        measuring = true;
        answers = 0;
        chunks = 0;
        connections.forEach(connection -> connection.longestGap = 0);
        double cpuBefore = usage.cpuSeconds();
        double compilerBefore = usage.compilerSeconds();
        long start = System.nanoTime();
        run(start + (long) (seconds * 1e9));
        double took = (System.nanoTime() - start) / 1e9;
        double cpu = usage.cpuSeconds() - cpuBefore;
        double compiler = usage.compilerSeconds() - compilerBefore;
        measuring = false;
        long[] sorted = mode == Mode.STREAMS
                ? connections.stream().mapToLong(connection -> connection.longestGap / 1_000).toArray()
                : Arrays.copyOf(micros, answers);
        Arrays.sort(sorted);
        long count = mode == Mode.STREAMS ? chunks : answers;
        if (count == 0) {
            throw new IOException(target.name() + " answered nothing");
        }
        return new Seen(count, took, cpu, compiler, sorted);
    }

    private void run(long until) throws IOException {
        for (long now; (now = System.nanoTime()) < until; ) {
            selector.select(this::ready, Math.max(1, (until - now) / 1_000_000));
            if (mode == Mode.OPEN && !draining) {
                sendWaiting();
            }
        }
    }

    private void sendWaiting() throws IOException {
        synchronized (waiting) {
            while (!idle.isEmpty() && !waiting.isEmpty()) {
                send(idle.poll(), waiting.poll());
            }
        }
    }

    private Connection connect() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        connections.add(connection);
        return connection;
    }

    private void send(Connection connection, long since) throws IOException {
        connection.since = since;
        inFlight++;
        shared.clear().put(requests[sent++ % requests.length]).flip();
        while (shared.hasRemaining()) {
            connection.channel.write(shared);
        }
    }

    private void ready(SelectionKey key) {
        try {
            read((Connection) key.attachment());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void read(Connection connection) throws IOException {
        shared.clear();
        int count = connection.channel.read(shared);
        if (count < 0) {
            throw new IOException(target.name() + " closed a connection");
        }
        int length = connection.rest.length;
        System.arraycopy(connection.rest, 0, bytes, 0, length);
        shared.flip().get(bytes, length, count);
        length += count;
        if (mode == Mode.STREAMS) {
            streamed(connection, length);
        } else {
            answered(connection, length);
        }
    }

    private void answered(Connection connection, int length) throws IOException {
        int head = Bytes.indexOf(bytes, 0, length, Bytes.HEAD_END);
        if (head < 0 || length < head + 4 + Bytes.header(bytes, head, Bytes.CONTENT_LENGTH, 0)) {
            connection.rest = Arrays.copyOf(bytes, length);
            return;
        }
        connection.rest = new byte[0];
        requireOk(length);
        inFlight--;
        if (measuring) {
            if (answers == micros.length) {
                micros = Arrays.copyOf(micros, answers * 2);
            }
            micros[answers++] = (System.nanoTime() - connection.since) / 1_000;
        }
        if (mode == Mode.CLOSED && !draining) {
            send(connection, System.nanoTime());
        } else {
            idle.add(connection);
        }
    }

    private void streamed(Connection connection, int length) throws IOException {
        if (!connection.started) {
            connection.started = true;
            requireOk(length);
        } else if (renewed && Bytes.endsWith(bytes, length, Bytes.LAST_CHUNK)) {
            connection.started = false;
            connection.lastChunk = System.nanoTime();
            send(connection, connection.lastChunk);
            return;
        }
        int found = 0;
        for (int i = 0; i < length; i++) {
            connection.matched = bytes[i] == Bytes.DATA[connection.matched]
                    ? connection.matched + 1
                    : bytes[i] == Bytes.DATA[0] ? 1 : 0;
            if (connection.matched == Bytes.DATA.length) {
                found++;
                connection.matched = 0;
            }
        }
        if (found == 0) {
            return;
        }
        long now = System.nanoTime();
        if (connection.lastChunk != 0 && now - connection.lastChunk > connection.longestGap) {
            connection.longestGap = now - connection.lastChunk;
        }
        connection.lastChunk = now;
        chunks += found;
    }

    private void requireOk(int length) throws IOException {
        if (bytes[9] != '2' || bytes[10] != '0' || bytes[11] != '0') {
            throw new IOException(target.name() + " answered " + new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
    }

    /** Waits for what is on its way, so that the next load does not meet its cancellation; streams are cut. */
    @Override
    public void close() throws IOException {
        draining = true;
        for (int i = 0; i < 200 && mode != Mode.STREAMS && inFlight > 0; i++) {
            run(System.nanoTime() + 10_000_000);
        }
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
