import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A stream without an end, of large events, that is read as fast as it comes until this is closed. */
final class Flood implements AutoCloseable {

    private static final int PAUSE_MILLIS = 20;

    private final Socket socket;
    private final Thread thread;
    private final AtomicLong bytes = new AtomicLong();
    private final long start = System.nanoTime();
    private volatile boolean over;
    private volatile String failure;

    Flood(Load.Target target) throws IOException {
        // As fast as they are taken: no number of them a second.
        socket = send(target, "\"stream\":true,\"max_tokens\":100,\"seed\":0,");
        thread = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        byte[] buffer = new byte[256 << 10];
        try {
            InputStream in = socket.getInputStream();
            while (true) {
                bytes.addAndGet(read(in, buffer, 0));
            }
        } catch (IOException e) {
            failure = over ? null : e.toString();
        }
    }

    /** Since it began, in MB. */
    double perSecond() {
        return bytes.get() * 1e3 / (System.nanoTime() - start);
    }

    /** Milliseconds that each of {@code count} streams, one after the other, took to its first event, in order. */
    static double[] firstEvents(Load.Target target, int count) throws IOException, InterruptedException {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long sent = System.nanoTime();
            try (Socket socket = send(target, "\"stream\":true,\"max_tokens\":1,\"seed\":1000,")) {
                byte[] buffer = new byte[8192];
                int length = 0;
                while (Bytes.indexOf(buffer, 0, length, Bytes.DATA) < 0) {
                    length += read(socket.getInputStream(), buffer, length);
                }
                millis[i] = (System.nanoTime() - sent) / 1e6;
                while (Bytes.indexOf(buffer, 0, length, Bytes.DONE) < 0) {
                    length += read(socket.getInputStream(), buffer, length);
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        Arrays.sort(millis);
        return millis;
    }

    private static Socket send(Load.Target target, String fields) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(target.request(fields, ""));
        return socket;
    }

    private static int read(InputStream in, byte[] buffer, int from) throws IOException {
        int count = in.read(buffer, from, buffer.length - from);
        if (count < 0) {
            throw new EOFException("a stream was closed");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        over = true;
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }
}
