package kr.hangil.stack.place;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The ports of one stack, all different, all within 1..65535. */
public final class StackPorts {

    private static final int MAX_PORT = 65_535;

    private final Map<StackPort, Integer> ports;

    private StackPorts(Map<StackPort, Integer> ports) {
        this.ports = ports;
    }

    /** Looks up a port that is decided already. */
    interface Lookup {
        int port(StackPort port);
    }

    /** The ports cannot be used. The message names every one and the variable that moves it. */
    public static final class PortsException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String problems;

        PortsException(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = String.join("\n", problems);
        }

        @Override
        public String getMessage() {
            return problems;
        }
    }

    /**
     * Reads the ports from environment variables.
     *
     * @throws PortsException when one is no port number, or two are the same
     */
    public static StackPorts from(Map<String, String> environment) throws PortsException {
        Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
        List<String> problems = new ArrayList<>();
        for (StackPort port : StackPort.values()) {
            String text = environment.getOrDefault(port.variable(), "").strip();
            int number = text.isEmpty() ? port.defaultPort(other -> ports.getOrDefault(other, 0)) : parse(text);
            if (number < 1 || number > MAX_PORT) {
                problems.add(
                        text.isEmpty()
                                ? "port " + number + " of " + label(port) + " is above " + MAX_PORT + ": set "
                                        + port.variable()
                                : port.variable() + "=" + text + " is not a port: use 1.." + MAX_PORT);
            }
            ports.put(port, number);
        }
        Map<Integer, StackPort> owners = new HashMap<>();
        ports.forEach((port, number) -> {
            StackPort owner = owners.putIfAbsent(number, port);
            if (owner != null) {
                problems.add("port " + number + " is wanted twice, by " + label(owner) + " (" + owner.variable()
                        + ") and " + label(port) + " (" + port.variable() + ")");
            }
        });
        if (!problems.isEmpty()) {
            throw new PortsException(problems);
        }
        return new StackPorts(ports);
    }

    private static int parse(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Finds out whether all ports are free.
     *
     * @param taken tells whether something listens on a port, {@link #isTaken} for this machine
     * @throws PortsException when some are taken; the message names all of them
     */
    public void requireFree(IntPredicate taken) throws PortsException {
        List<String> problems = ports.entrySet().stream()
                .filter(entry -> taken.test(entry.getValue()))
                .map(entry -> "port " + entry.getValue() + " of " + label(entry.getKey())
                        + " is taken by another program: set " + entry.getKey().variable() + " to move it")
                .toList();
        if (!problems.isEmpty()) {
            throw new PortsException(problems);
        }
    }

    /** Returns whether something listens on {@code port} of this machine. */
    public static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.getLocalPort() != port;
        } catch (IOException e) {
            return true;
        }
    }

    /** Returns the number of {@code port}. */
    public int of(StackPort port) {
        Integer number = ports.get(port);
        if (number == null) {
            throw new IllegalStateException("no number for " + port);
        }
        return number;
    }

    /** Returns the address of a service on this machine. */
    public String url(StackPort port) {
        return "http://localhost:" + of(port);
    }

    private static String label(StackPort port) {
        return port.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
