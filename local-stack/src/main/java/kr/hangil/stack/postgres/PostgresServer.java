package kr.hangil.stack.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import kr.hangil.stack.cache.Cache;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.OwnedFolder;
import kr.hangil.stack.process.Ports;
import kr.hangil.stack.secrets.StackSecrets;
import org.jspecify.annotations.Nullable;

/** A running PostgreSQL with database {@code hangil} and the roles and schemas of every service. */
public final class PostgresServer implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private final PostgresCluster cluster;
    private final StackSecrets secrets;
    private final @Nullable ChildProcess process;
    private final @Nullable Path folder;

    private PostgresServer(
            PostgresCluster cluster, StackSecrets secrets, @Nullable ChildProcess process, @Nullable Path folder) {
        this.cluster = cluster;
        this.secrets = secrets;
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts a server on a free port over a new, empty data folder that is deleted on {@link #close}.
     *
     * @throws IllegalStateException when it does not come up
     */
    public static PostgresServer ephemeral() {
        return ephemeral(null, StackSecrets.inMemory());
    }

    /**
     * Starts a server on a free port over a copy of {@code template}, deleted on {@link #close}.
     *
     * @param template data folder of a stopped server, or null for an empty one
     */
    public static PostgresServer ephemeral(@Nullable Path template, StackSecrets secrets) {
        try {
            Path folder = OwnedFolder.create("postgres");
            PostgresCluster cluster = new PostgresCluster(
                    folder.resolve("data"), Ports.free(), secrets, PostgresCluster.Durability.THROWAWAY);
            cluster.initialise(template);
            return run(cluster, secrets, folder.resolve("postgres.log"), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server that forces nothing to disk over {@code data}, which stays when it is closed.
     *
     * @param template what {@code data} is a copy of when it does not exist yet, or null to begin empty
     */
    public static PostgresServer over(Path data, @Nullable Path template, Path log, StackSecrets secrets)
            throws IOException {
        PostgresCluster cluster =
                new PostgresCluster(data, Ports.free(), secrets, PostgresCluster.Durability.THROWAWAY);
        cluster.initialise(template);
        return run(cluster, secrets, log, null);
    }

    private static PostgresServer run(PostgresCluster cluster, StackSecrets secrets, Path log, @Nullable Path folder)
            throws IOException {
        ChildProcess process = ChildProcess.start(cluster.spec(log));
        try {
            process.awaitReady(cluster::isReady, READY_LIMIT);
            cluster.provision();
            return new PostgresServer(cluster, secrets, process, folder);
        } catch (SQLException e) {
            process.close();
            throw new IllegalStateException("PostgreSQL started but could not be set up", e);
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL started", e);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Returns a view of a server that runs already and that somebody else stops. */
    public static PostgresServer attached(int port, StackSecrets secrets) {
        return new PostgresServer(
                new PostgresCluster(Path.of("/"), port, secrets, PostgresCluster.Durability.THROWAWAY),
                secrets,
                null,
                null);
    }

    /** Returns the host, always this machine. */
    public String host() {
        return "localhost";
    }

    /** Returns the port it listens on. */
    public int port() {
        return cluster.port();
    }

    /** Returns the database every schema lives in. */
    public String database() {
        return PostgresCluster.DATABASE;
    }

    /** Returns the password of {@code role}, one of {@link PostgresCluster#ROLES} or the superuser {@code postgres}. */
    public String password(String role) {
        return secrets.databasePassword(role);
    }

    /** Returns the JDBC address of the database, without user and password. */
    public String jdbcUrl() {
        return cluster.jdbcUrl(PostgresCluster.DATABASE);
    }

    /** Returns a connection as {@code role}, closed by the caller. */
    public Connection connect(String role) throws SQLException {
        return cluster.connect(role, PostgresCluster.DATABASE);
    }

    /** Returns the folder of its files; empty for one that does not own them. */
    public java.util.Optional<Path> folder() {
        return java.util.Optional.ofNullable(folder);
    }

    /** Returns the server process; empty for an attached one. */
    public java.util.Optional<ProcessHandle> process() {
        return java.util.Optional.ofNullable(process).map(ChildProcess::process).map(Process::toHandle);
    }

    /** Stops the server; an ephemeral one's data is deleted. An attached one is left alone. */
    @Override
    public void close() {
        if (process != null) {
            process.stop(Duration.ofSeconds(20));
        }
        if (folder != null) {
            try {
                Cache.deleteTree(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
