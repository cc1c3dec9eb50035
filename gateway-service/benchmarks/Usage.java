import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has used, from {@code /proc}. */
record Usage(long pid) {

    /** Of one tick of {@code /proc/<pid>/stat}, which Linux fixes for user space. */
    private static final double SECONDS_A_TICK = 0.01;

    /** User and system time of all its threads. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(Path.of("/proc/" + pid));
    }

    /** Of that, what a JVM's compiler threads used. */
    double compilerSeconds() throws IOException {
        double sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\n")) {
                    sum += cpuSeconds(task);
                }
            }
        }
        return sum;
    }

    private static double cpuSeconds(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * SECONDS_A_TICK;
    }

    /** Resident memory in MiB. */
    double rss() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("process " + pid + " has no memory");
    }
}
