import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.PriorityQueue;

/**
 * A pod that costs next to nothing: one thread, no parsing beyond what it needs, any bearer is good.
 *
 * <p>{@code java StubPod.java <port>}. A request with {@code "stream":true} gets {@code max_tokens} chunks, {@code seed} of them
 * a second, then usage and the end mark; for {@code seed} 0 events of 60 KB without an end, as fast as they are taken. Any other gets one answer of 1 KB, or of {@code max_tokens} bytes where that is more.
 */
public class StubPod {

    private static final byte[] STREAM_HEAD = ascii("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            + "x-hangil-model-digest: sha256:" + "0".repeat(64) + "\r\nx-hangil-replica: stub\r\ntransfer-encoding: chunked\r\n\r\n");
    private static final byte[] CHUNK = chunk("data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"},\"finish_reason\":null}]}\n\n");
    private static final ByteBuffer LARGE_CHUNK = largeChunk();
    private static final int BYTES = 1024;
    private static final byte[] WHOLE = whole();

    private final Selector selector = Selector.open();
    private final PriorityQueue<Stream> due = new PriorityQueue<>((a, b) -> Long.compare(a.next, b.next));
    private final ByteBuffer shared = ByteBuffer.allocateDirect(64 << 10);
    private ByteBuffer large;

    private StubPod() throws IOException {}

    private static final class Connection {
        final SocketChannel channel;
        byte[] in = new byte[4096];
        int length;
        byte[] out = new byte[0];
        ByteBuffer large;
        boolean endless;
        Stream stream;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private static final class Stream {
        final Connection connection;
        final long gap;
        long next;
        long left;

        Stream(Connection connection, long chunks, long perSecond) {
            this.connection = connection;
            this.gap = 1_000_000_000L / perSecond;
            this.next = System.nanoTime() + gap;
            this.left = chunks;
        }
    }

    public static void main(String[] args) throws IOException {
        new StubPod().serve(Integer.parseInt(args[0]));
    }

    private void serve(int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        while (true) {
            long wait = due.isEmpty() ? 1_000 : (due.peek().next - System.nanoTime()) / 1_000_000;
            // At least a millisecond: the load shares this core.
            selector.select(this::ready, Math.max(1, wait));
            emit();
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                for (SocketChannel channel; (channel = ((ServerSocketChannel) key.channel()).accept()) != null; ) {
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
                }
                return;
            }
            Connection connection = (Connection) key.attachment();
            if (key.isWritable() && connection.large != null) {
                writeLarge(connection);
            } else if (key.isWritable()) {
                byte[] rest = connection.out;
                connection.out = new byte[0];
                write(connection, rest);
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void close(SelectionKey key) {
        try {
            if (key.attachment() instanceof Connection connection && connection.stream != null) {
                connection.stream.left = -1;
            }
            key.channel().close();
        } catch (IOException e) {
            System.err.println("cannot close: " + e);
        }
    }

    private void read(Connection connection) throws IOException {
        shared.clear();
        int count = connection.channel.read(shared);
        if (count < 0) {
            throw new IOException("closed");
        }
        if (connection.in.length < connection.length + count) {
            connection.in = java.util.Arrays.copyOf(connection.in, (connection.length + count) * 2);
        }
        shared.flip().get(connection.in, connection.length, count);
        connection.length += count;
        int head = Bytes.indexOf(connection.in, 0, connection.length, Bytes.HEAD_END);
        if (head < 0) {
            return;
        }
        int body = head + Bytes.HEAD_END.length;
        int end = body + (int) Bytes.header(connection.in, head, Bytes.CONTENT_LENGTH, 0);
        if (connection.length < end) {
            return;
        }
        answer(connection, body, end);
        connection.length = 0;
    }

    private void answer(Connection connection, int body, int end) throws IOException {
        if (Bytes.indexOf(connection.in, body, end, Bytes.STREAM) < 0) {
            int bytes = (int) Bytes.number(connection.in, body, end, Bytes.MAX_TOKENS);
            if (bytes <= BYTES) {
                write(connection, WHOLE);
            } else {
                connection.large = large(bytes);
                writeLarge(connection);
            }
            return;
        }
        long chunks = Bytes.number(connection.in, body, end, Bytes.MAX_TOKENS);
        long perSecond = Bytes.number(connection.in, body, end, Bytes.SEED);
        write(connection, STREAM_HEAD);
        if (perSecond == 0) {
            connection.endless = true;
            connection.large = LARGE_CHUNK.duplicate();
            writeLarge(connection);
            return;
        }
        connection.stream = new Stream(connection, chunks, perSecond);
        due.add(connection.stream);
    }

    private void emit() {
        long now = System.nanoTime();
        while (!due.isEmpty() && due.peek().next <= now) {
            Stream stream = due.poll();
            if (stream.left < 0) {
                continue;
            }
            try {
                if (stream.left-- == 0) {
                    write(stream.connection, chunk("data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                            + "\"model\":\"bench\",\"choices\":[],\"usage\":" + USAGE + "}\n\ndata: [DONE]\n\n"));
                    write(stream.connection, ascii("0\r\n\r\n"));
                    continue;
                }
                write(stream.connection, CHUNK);
                stream.next += stream.gap;
                due.add(stream);
            } catch (IOException e) {
                close(stream.connection.channel.keyFor(selector));
            }
        }
    }

    private void write(Connection connection, byte[] bytes) throws IOException {
        int offset = 0;
        if (connection.out.length == 0) {
            shared.clear().put(bytes).flip();
            offset = connection.channel.write(shared);
        }
        if (offset < bytes.length) {
            byte[] rest = new byte[connection.out.length + bytes.length - offset];
            System.arraycopy(connection.out, 0, rest, 0, connection.out.length);
            System.arraycopy(bytes, offset, rest, connection.out.length, bytes.length - offset);
            connection.out = rest;
        }
        awaitRoom(connection, connection.out.length > 0);
    }

    private void writeLarge(Connection connection) throws IOException {
        connection.channel.write(connection.large);
        if (connection.large.hasRemaining()) {
            awaitRoom(connection, true);
            return;
        }
        if (connection.endless) {
            connection.large.rewind();
        } else {
            connection.large = null;
        }
        awaitRoom(connection, connection.large != null);
    }

    private void awaitRoom(Connection connection, boolean more) {
        SelectionKey key = connection.channel.keyFor(selector);
        int wanted = more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Numbers, as embeddings are; made once. */
    private ByteBuffer large(int bytes) {
        if (large == null || large.capacity() < bytes) {
            String start = "{\"object\":\"list\",\"data\":[";
            String end = "0],\"usage\":" + USAGE + "}";
            String numbers = "-0.0312501,".repeat((bytes - start.length() - end.length()) / 11);
            byte[] body = ascii(start + numbers + end);
            byte[] head = ascii("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n");
            large = ByteBuffer.allocateDirect(head.length + body.length).put(head).put(body).flip();
        }
        return large.duplicate();
    }

    private static final String USAGE = "{\"prompt_tokens\":200,\"completion_tokens\":150,\"total_tokens\":350}";

    private static byte[] whole() {
        String start = "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"";
        String end = "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":150,\"total_tokens\":350}}";
        String body = start + "x".repeat(BYTES - start.length() - end.length()) + end;
        return ascii("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-hangil-model-digest: sha256:" + "0".repeat(64)
                + "\r\nx-hangil-replica: stub\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    }

    private static ByteBuffer largeChunk() {
        byte[] bytes = chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "token ".repeat(10_000)
                + "\"},\"finish_reason\":null}]}\n\n");
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] chunk(String event) {
        return ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
