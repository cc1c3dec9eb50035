package kr.hangil.stack.keycloak;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import kr.hangil.stack.cache.Cache;

/** The Keycloak programs: unpacked and built for PostgreSQL once, then only read. */
final class KeycloakDistribution {

    static final String VERSION = "26.7.3";
    private static final String ARCHIVE = "keycloak-quarkus-dist-" + VERSION + ".zip";
    private static final List<String> BUILD_OPTIONS =
            List.of("--db=postgres", "--health-enabled=true", "--metrics-enabled=true", "--cache=local");

    private KeycloakDistribution() {}

    /** Returns the folder with {@code lib}, {@code conf}, {@code providers} and {@code themes}. */
    static Path home() {
        return Cache.once("keycloak-" + VERSION + "-postgres", KeycloakDistribution::unpackAndBuild);
    }

    private static void unpackAndBuild(Path folder) throws IOException {
        unpack(archive(), folder);
        List<String> command = new ArrayList<>(javaCommand(folder, folder));
        command.add("build");
        command.addAll(BUILD_OPTIONS);
        Path log = folder.resolve("build.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Keycloak's build failed: " + Files.readString(log, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while building Keycloak", e);
        }
    }

    /**
     * Returns how Java starts Keycloak, without Keycloak's own arguments: what {@code kc.sh} would do, less the fork.
     *
     * @param program where the programs are
     * @param home where this instance's {@code conf} and {@code data} are
     */
    static List<String> javaCommand(Path program, Path home) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dpicocli.disable.closures=true",
                "-cp",
                program.resolve("lib").resolve("quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint");
    }

    /** The build copies the archive beside this module's output; a module tested alone has it in its local repository. */
    private static Path archive() throws IOException {
        List<Path> candidates = new ArrayList<>();
        String root = System.getProperty("hangil.root");
        if (root != null) {
            candidates.add(Path.of(root, "local-stack", "target", "dist", ARCHIVE));
        }
        String repository = System.getProperty(
                "maven.repo.local",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString());
        candidates.add(Path.of(repository, "org", "keycloak", "keycloak-quarkus-dist", VERSION, ARCHIVE));
        for (Path candidate : candidates) {
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        throw new IOException("Keycloak's distribution is in none of " + candidates
                + "; './mvnw -Dquick -pl local-stack process-resources' fetches it");
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive), 1 << 16))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                int firstSlash = entry.getName().indexOf('/');
                Path target = folder.resolve(entry.getName().substring(firstSlash + 1))
                        .normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("archive entry outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }
}
