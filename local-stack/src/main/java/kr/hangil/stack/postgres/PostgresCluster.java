package kr.hangil.stack.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kr.hangil.stack.cache.Cache;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.secrets.PrivateFile;
import kr.hangil.stack.secrets.StackSecrets;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL data folder: how it is made, how its server is started, what must be in it.
 *
 * <p>Database {@code hangil}; a role per service that owns the schema of its name and sees only it. UTF-8, loopback,
 * passwords by SCRAM.
 */
public final class PostgresCluster {

    /** Every role, each with a schema of its own. */
    public static final List<String> ROLES = List.of("gateway", "registry", "billing", "portal", "keycloak");

    /** The database all schemas live in. */
    public static final String DATABASE = "hangil";

    private static final String SUPERUSER = "postgres";

    private final Path data;
    private final int port;
    private final StackSecrets secrets;
    private final Durability durability;

    /** Whether a commit survives a power cut. */
    public enum Durability {
        /** Every commit is on disk. */
        DURABLE,
        /** Nothing is forced to disk: for data nobody will miss. */
        THROWAWAY
    }

    /**
     * @param data made by {@link #initialise} when it does not exist
     * @param port of the loopback interface
     */
    public PostgresCluster(Path data, int port, StackSecrets secrets, Durability durability) {
        this.data = data.toAbsolutePath();
        this.port = port;
        this.secrets = secrets;
        this.durability = durability;
    }

    /** Returns whether the data folder exists. */
    public boolean exists() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /**
     * Makes the data folder when there is none; an existing one is left as it is.
     *
     * @param template a data folder of a stopped server to start from, or null for an empty one
     */
    public void initialise(@Nullable Path template) throws IOException {
        if (exists()) {
            return;
        }
        Path fresh = data.resolveSibling(data.getFileName() + ".unfinished");
        Cache.deleteTree(fresh);
        Files.createDirectories(fresh.toAbsolutePath().getParent());
        if (template == null) {
            initdb(fresh);
        } else {
            Cache.copyTree(template, fresh);
            PostgresDistribution.makePrivate(fresh);
            setSuperuserPassword(fresh);
        }
        Files.move(fresh, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private void initdb(Path folder) throws IOException {
        Path passwordFile = folder.resolveSibling(folder.getFileName() + ".password");
        PrivateFile.write(passwordFile, secrets.databasePassword(SUPERUSER) + "\n");
        try {
            run(
                    List.of(
                            program("initdb"),
                            "--pgdata=" + folder,
                            "--username=" + SUPERUSER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--no-instructions",
                            "--no-sync"),
                    "");
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private void setSuperuserPassword(Path folder) throws IOException {
        run(
                List.of(program("postgres"), "--single", "-D", folder.toString(), "-c", "fsync=off", "postgres"),
                "ALTER ROLE " + SUPERUSER + " PASSWORD '" + secrets.databasePassword(SUPERUSER) + "'\n");
    }

    private static void run(List<String> command, String input) throws IOException {
        List<String> whole = new ArrayList<>(PostgresDistribution.unprivileged());
        whole.addAll(command);
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile())
                .start();
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command.getFirst(), e);
        }
    }

    private static String program(String name) {
        return PostgresDistribution.home().resolve("bin").resolve(name).toString();
    }

    /** Returns how to start the server in the foreground. */
    public ChildProcess.Spec spec(Path log) {
        List<String> command = new ArrayList<>(PostgresDistribution.unprivileged());
        command.addAll(List.of(program("postgres"), "-D", data.toString(), "-p", Integer.toString(port)));
        settings().forEach((key, value) -> {
            command.add("-c");
            command.add(key + "=" + value);
        });
        return new ChildProcess.Spec("postgres", command, Map.of(), Path.of("/"), log, ChildProcess.StopSignal.INT);
    }

    private Map<String, String> settings() {
        boolean throwaway = durability == Durability.THROWAWAY;
        Map<String, String> settings = new java.util.TreeMap<>();
        settings.put("listen_addresses", "localhost");
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "150");
        settings.put("shared_buffers", "64MB");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("fsync", throwaway ? "off" : "on");
        settings.put("synchronous_commit", throwaway ? "off" : "on");
        settings.put("full_page_writes", throwaway ? "off" : "on");
        return settings;
    }

    /** Returns whether the server answers its superuser. */
    public boolean isReady() {
        try (Connection connection = connect(SUPERUSER, "postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Makes what is missing: database, roles with their present passwords, schemas, extensions. Safe to repeat. */
    public void provision() throws SQLException {
        try (Connection connection = connect(SUPERUSER, "postgres");
                Statement sql = connection.createStatement()) {
            for (String role : ROLES) {
                if (!exists(sql, "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
                    sql.execute("CREATE ROLE " + role);
                }
                sql.execute("ALTER ROLE " + role + " LOGIN PASSWORD '" + secrets.databasePassword(role) + "'");
                sql.execute("ALTER ROLE " + role + " SET search_path = " + role + ", public");
            }
            if (!exists(sql, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                sql.execute("CREATE DATABASE " + DATABASE);
                sql.execute("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
            }
        }
        try (Connection connection = connect(SUPERUSER, DATABASE);
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE EXTENSION IF NOT EXISTS btree_gist");
            for (String role : ROLES) {
                sql.execute("GRANT CONNECT, TEMPORARY ON DATABASE " + DATABASE + " TO " + role);
                sql.execute("CREATE SCHEMA IF NOT EXISTS " + role + " AUTHORIZATION " + role);
            }
        }
    }

    private static boolean exists(Statement sql, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            return rows.next();
        }
    }

    /** Returns a connection to {@code database}, closed by the caller. */
    Connection connect(String role, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", secrets.databasePassword(role));
        properties.setProperty("connectTimeout", "2");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    /** Returns the port it listens on, or will. */
    public int port() {
        return port;
    }
}
