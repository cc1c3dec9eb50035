import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Executors;

/** What a pod needs around it, as little as does: an issuer of tokens, and a registry with the demo model and a large file. */
final class Platform implements AutoCloseable {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String LARGE = "padding.bin";
    private static final String MODEL = "hangil-mini-q8_0.gguf";

    private final HttpServer server;
    private final KeyPair keys;
    private final Path model = Path.of("models/hangil-mini", MODEL);
    private final Path large;
    private final String largeHex;
    private final byte[] manifest;
    private final String digest;

    /** @param bytes of the large file; 0 for none */
    Platform(Path folder, long bytes) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        large = folder.resolve(LARGE);
        write(large, bytes);
        largeHex = hex(large);
        manifest = ("{\"files\":[" + file(MODEL, model) + "," + file(LARGE, large)
                        + "],\"licence\":{\"commercialUse\":true,\"id\":\"Apache-2.0\"},\"model\":\"hangil/hangil-mini\",\"schema\":"
                        + "\"kr.hangil.manifest.v1\",\"serving\":{\"capabilities\":[\"chat\"],\"contextLength\":2048,\"format\":\"gguf\","
                        + "\"reasoningParser\":null,\"stop\":[],\"toolParser\":null}}")
                .getBytes(StandardCharsets.UTF_8);
        digest = "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(manifest));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/realms/hangil/", this::issuer);
        server.createContext("/v1/models/hangil/hangil-mini/versions/", this::registry);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String largeHex() {
        return largeHex;
    }

    private static void write(Path file, long bytes) throws IOException {
        byte[] block = new byte[1 << 20];
        Random random = new Random(7);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = bytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    private static String hex(Path file) throws IOException, GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                sha256.update(buffer.flip());
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static String file(String name, Path file) throws IOException, GeneralSecurityException {
        return "{\"digest\":\"sha256:" + hex(file) + "\",\"path\":\"" + name + "\",\"size\":" + Files.size(file) + "}";
    }

    /** A token as the realm gives it. */
    String token(String client) {
        long now = Instant.now().getEpochSecond();
        String claims = "{\"iss\":\"" + issuer() + "\",\"aud\":[\"inference-service\",\"model-registry-service\"],\"azp\":\"" + client
                + "\",\"sub\":\"" + client + "\",\"preferred_username\":\"" + client + "\",\"typ\":\"Bearer\",\"iat\":" + now + ",\"exp\":"
                + (now + 3600) + ",\"realm_access\":{\"roles\":[\"inference-caller\",\"model-reader\"]}}";
        String head = BASE64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"bench\"}".getBytes(StandardCharsets.UTF_8))
                + "." + BASE64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(head.getBytes(StandardCharsets.US_ASCII));
            return head + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String issuer() {
        return "http://localhost:" + port() + "/realms/hangil";
    }

    private void issuer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        if (path.endsWith("/certs")) {
            send(exchange, "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"bench\",\"n\":\"" + unsigned(key.getModulus())
                    + "\",\"e\":\"" + unsigned(key.getPublicExponent()) + "\"}]}");
        } else if (path.endsWith("/token")) {
            send(exchange, "{\"access_token\":\"" + token("inference-service") + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        } else {
            send(exchange, "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + issuer() + "/certs\",\"token_endpoint\":\"" + issuer()
                    + "/token\",\"authorization_endpoint\":\"" + issuer() + "/auth\"}");
        }
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private void registry(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/manifest")) {
            exchange.sendResponseHeaders(200, manifest.length);
            try (exchange) {
                exchange.getResponseBody().write(manifest);
            }
        } else if (path.contains("/files/")) {
            file(exchange, path.endsWith(LARGE) ? large : model);
        } else {
            send(exchange, "{\"digest\":\"" + digest + "\"}");
        }
    }

    private static void file(HttpExchange exchange, Path file) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        long size = Files.size(file);
        long from = 0;
        long to = size;
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            from = Long.parseLong(ends[0]);
            to = ends[1].isEmpty() ? size : Long.parseLong(ends[1]) + 1;
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, to == from ? -1 : to - from);
        byte[] bytes = new byte[1 << 17];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try (exchange;
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at = from; at < to; ) {
                int read = channel.read(buffer.clear().limit((int) Math.min(bytes.length, to - at)), at);
                exchange.getResponseBody().write(bytes, 0, read);
                at += read;
            }
        }
    }

    /** How long {@code curl | sha256sum} takes for the large file. */
    double pipeSeconds() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process pipe = new ProcessBuilder("sh", "-c", "curl -sf http://localhost:" + port()
                        + "/v1/models/hangil/hangil-mini/versions/" + digest + "/files/" + LARGE + " | sha256sum")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String sum = new String(pipe.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (pipe.waitFor() != 0 || !sum.startsWith(largeHex)) {
            throw new IOException("curl | sha256sum gave " + sum);
        }
        return seconds;
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
