import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Executors;

/** As much of Keycloak as billing asks for: its keys, and tokens as the realm gives them. */
final class Issuer implements AutoCloseable {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final KeyPair keys;

    Issuer() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory()));
        server.createContext("/realms/hangil/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** A token of a caller that may deliver usage and look after the platform. */
    String token() throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String claims = ("{\"iss\":\"%s/realms/hangil\",\"aud\":[\"billing-service\"],\"azp\":\"bench\",\"sub\":\"bench\","
                        + "\"preferred_username\":\"bench\",\"typ\":\"Bearer\",\"iat\":%d,\"exp\":%d,"
                        + "\"realm_access\":{\"roles\":[\"usage-writer\",\"platform-operator\"]}}")
                .formatted(url(), now, now + 7200);
        String head = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"bench\"}") + "." + base64(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(head.getBytes(StandardCharsets.US_ASCII));
        return head + "." + BASE64.encodeToString(signature.sign());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        String realm = url() + "/realms/hangil";
        String body = path.endsWith("/certs")
                ? "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"bench\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                        .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()))
                : "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/certs\",\"token_endpoint\":\"%1$s/token\",\"authorization_endpoint\":\"%1$s/auth\"}"
                        .formatted(realm);
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, bytes[0] == 0 ? 1 : 0, bytes.length));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
