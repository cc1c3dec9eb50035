package kr.hangil.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The network namespaces of pods on this machine, which only root may look into. */
public final class PodNetwork {

    private PodNetwork() {}

    /**
     * Number of a process that has {@code address} as its own.
     *
     * @throws IllegalStateException when there is none
     */
    public static long process(String address) {
        return ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> isLocal(address, pid))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pod of this machine has the address " + address));
    }

    /** The kernel lists a namespace's own addresses as host routes of kind LOCAL, each on the line after its address. */
    private static boolean isLocal(String address, long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/net/fib_trie"))
                    .matches("(?s).*\\|-- " + address.replace(".", "\\.") + "\\n\\s+/32 host LOCAL.*");
        } catch (IOException gone) {
            return false;
        }
    }
}
