package kr.hangil.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lets pods reach what listens on this machine's loopback: connections to an address of it are passed on, byte by byte. */
public final class Forward implements AutoCloseable {

    private final ServerSocket entry;
    private final InetSocketAddress target;
    private final Set<Socket> open = Collections.synchronizedSet(new HashSet<>());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A forward that is there at once.
     *
     * @param address where pods reach this machine; the port is a free one
     * @param port on loopback
     */
    public Forward(InetAddress address, int port) throws IOException {
        entry = new ServerSocket(0, 50, address);
        target = new InetSocketAddress("localhost", port);
        threads.submit(this::accept);
    }

    /** Port that pods connect to. */
    public int port() {
        return entry.getLocalPort();
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket from = entry.accept();
                Socket to = new Socket(target.getAddress(), target.getPort());
                open.add(from);
                open.add(to);
                threads.submit(() -> copy(from, to));
                threads.submit(() -> copy(to, from));
            } catch (IOException e) {
                if (!entry.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException ended) {
            // One of the two hung up; both are closed.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        synchronized (open) {
            for (Socket each : open) {
                each.close();
            }
        }
        threads.close();
    }
}
