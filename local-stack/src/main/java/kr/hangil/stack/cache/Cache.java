package kr.hangil.stack.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Folders that are made once and never written again, shared by all stacks of a user.
 *
 * <p>Lies in {@code $HANGIL_CACHE}, else {@code $XDG_CACHE_HOME/hangil}, else {@code ~/.cache/hangil}. A folder appears
 * under its final name only when complete; two processes that want the same folder make it once.
 */
public final class Cache {

    private Cache() {}

    /** Fills a new, empty folder. */
    @FunctionalInterface
    public interface Filler {
        /** Fills {@code folder}, which becomes the cached one when this returns. */
        void fill(Path folder) throws IOException;
    }

    /** Returns the cache's root folder; it may not exist yet. */
    public static Path root() {
        String configured = System.getenv("HANGIL_CACHE");
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured).toAbsolutePath();
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.toAbsolutePath().resolve("hangil");
    }

    /**
     * Returns the folder {@code name}, made by {@code filler} when it is not there yet.
     *
     * @param name one path segment, with everything that decides the content in it (version, digest of options)
     * @throws UncheckedIOException when it cannot be made; nothing is left under the final name then
     */
    public static Path once(String name, Filler filler) {
        Path folder = root().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        // An interned string is one object for all class loaders of this JVM; file locks exclude other JVMs only.
        synchronized (("hangil-cache:" + folder).intern()) {
            try {
                Files.createDirectories(root());
                Path lockFile = root().resolve("." + name + ".lock");
                try (FileChannel channel =
                                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (lock.isValid() && !Files.isDirectory(folder)) {
                        make(folder, filler);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make " + folder + ": " + e.getMessage(), e);
            }
        }
        return folder;
    }

    private static void make(Path folder, Filler filler) throws IOException {
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        deleteTree(unfinished);
        Files.createDirectories(unfinished);
        filler.fill(unfinished);
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Copies a folder with its permissions.
     *
     * @param target must not exist
     */
    public static void copyTree(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(folder));
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        target.resolve(source.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        java.nio.file.LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Deletes a folder with all in it, never following links; a missing one is fine. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
