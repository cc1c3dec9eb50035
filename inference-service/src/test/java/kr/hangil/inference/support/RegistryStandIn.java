package kr.hangil.inference.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ServingSettings;

/**
 * Speaks the part of the registry's API that a pod reads, over real HTTP, to callers with a real token; and can be made to
 * fail as networks and disks do.
 */
public final class RegistryStandIn implements AutoCloseable {

    /** The model it has versions of, unless told otherwise. */
    public static final String MODEL = "hangil/hangil-mini";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Digest> aliases = new ConcurrentHashMap<>();
    private final Map<Digest, byte[]> manifests = new ConcurrentHashMap<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile int cutAfter = -1;
    private volatile int refusedFrom = Integer.MAX_VALUE;
    private volatile boolean ignoresRanges;

    public RegistryStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Publishes a version of {@link #MODEL} and lets {@code alias} mean it. */
    public Digest publish(String alias, Map<String, byte[]> content) {
        return publish(MODEL, alias, content);
    }

    /** Publishes a version of {@code model} and lets {@code alias} mean it. */
    public Digest publish(String model, String alias, Map<String, byte[]> content) {
        List<ManifestFile> described = new ArrayList<>();
        new TreeMap<>(content)
                .forEach(
                        (path, bytes) -> described.add(new ManifestFile(path, bytes.length, Digest.of(sha256(bytes)))));
        ModelManifest manifest = new ModelManifest(
                ModelManifest.SCHEMA,
                model,
                described,
                new ServingSettings(
                        "gguf", 2048, List.of(), null, null, List.of("chat", "completion", "embedding", "tools")),
                new Licence("Apache-2.0", true));
        try {
            byte[] bytes = JSON.writeValueAsBytes(manifest);
            Digest digest = Digest.of(sha256(bytes));
            manifests.put(digest, bytes);
            aliases.put(model + "@" + alias, digest);
            files.putAll(content);
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on has other bytes for {@code path} than the manifest says. */
    public void spoil(String path, byte[] bytes) {
        files.put(path, bytes);
    }

    /** The next download that is longer ends after {@code bytes} with its connection cut. */
    public void cutOnceAfter(int bytes) {
        cutAfter = bytes;
    }

    /** From now on has no answer to downloads that begin at or behind byte {@code from}. */
    public void refuseFrom(int from) {
        refusedFrom = from;
    }

    /** From now on answers with the whole file whatever range is asked for. */
    public void ignoreRanges() {
        ignoresRanges = true;
    }

    /** What was asked for: path below the versions, and the range. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String model = path.substring("/v1/models/".length(), path.indexOf("/versions/"));
            String rest = path.substring(path.indexOf("/versions/") + "/versions/".length());
            String range = exchange.getRequestHeaders().getFirst("Range");
            seen.add(rest + (range == null ? "" : " " + range));
            if (!mayRead(exchange)) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String ref = rest.split("/", 2)[0];
            Digest digest = Digest.isDigest(ref) ? new Digest(ref) : aliases.get(model + "@" + ref);
            byte[] manifest = digest == null ? null : manifests.get(digest);
            if (digest == null || manifest == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (rest.endsWith("/manifest")) {
                send(exchange, 200, manifest);
            } else if (rest.contains("/files/")) {
                String name = rest.substring(rest.indexOf("/files/") + "/files/".length());
                file(exchange, files.getOrDefault(name, new byte[0]), range);
            } else {
                Map<String, Object> version = Map.of(
                        "digest",
                        digest.value(),
                        "manifest",
                        JSON.readTree(manifest),
                        "createdAt",
                        "2026-11-24T00:00:00Z",
                        "createdBy",
                        "test");
                send(exchange, 200, JSON.writeValueAsBytes(version));
            }
        }
    }

    private void file(HttpExchange exchange, byte[] bytes, String range) throws IOException {
        boolean ranged = range != null && !ignoresRanges;
        String[] ends = ranged ? range.substring("bytes=".length()).split("-", -1) : new String[] {"0", ""};
        int from = Integer.parseInt(ends[0]);
        int end = ends[1].isEmpty() ? bytes.length : Math.min(bytes.length, Integer.parseInt(ends[1]) + 1);
        if (from > 0 && from >= bytes.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (from >= refusedFrom) {
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        if (ranged) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(ranged ? 206 : 200, end - from);
        boolean cut = cutAfter >= 0 && from + cutAfter < end;
        int until = cut ? from + cutAfter : end;
        cutAfter = cut ? -1 : cutAfter;
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, from, until - from);
        out.flush();
        if (cut) {
            throw new IOException("cut on purpose");
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Whether the token is one that the registry would let read; its signature is the registry's to check. */
    private static boolean mayRead(HttpExchange exchange) throws IOException {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.startsWith("Bearer ")) {
            return false;
        }
        JsonNode claims = JSON.readTree(
                Base64.getUrlDecoder().decode(header.substring(header.indexOf('.') + 1, header.lastIndexOf('.'))));
        return claims.path("aud").toString().contains("model-registry-service")
                && claims.path("realm_access").path("roles").toString().contains("model-reader");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
