package kr.hangil.billing.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts alerts, signed: {@code x-hangil-signature: t=<seconds>,v1=<hex>} where {@code v1} is HMAC-SHA-256 over
 * {@code <seconds>.<body>} with the budget's secret.
 *
 * <p>The name is resolved here, once, and the address that was judged is the one that is called: a name that resolves to
 * another address a moment later gains nothing. Redirects are not followed.
 */
@ApplicationScoped
class WebhookClient {

    private final Vertx vertx;
    private final HttpClient http;
    private final ObjectMapper json;
    private final AlertConfig config;
    private final Clock clock;

    WebhookClient(Vertx vertx, ObjectMapper json, AlertConfig config, Clock clock) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient();
        this.json = json;
        this.config = config;
        this.clock = clock;
    }

    /** Completes when the receiver answered 2xx. */
    Uni<Void> post(String url, String secret, BudgetAlert alert) {
        URI uri = URI.create(url);
        byte[] body = body(alert);
        long seconds = clock.instant().getEpochSecond();
        return vertx.executeBlocking(() -> resolve(uri.getHost()), false)
                .map(address -> options(uri, address)
                        .putHeader("content-type", "application/json")
                        .putHeader("x-hangil-event-id", alert.id())
                        .putHeader("x-hangil-signature", "t=" + seconds + ",v1=" + sign(secret, seconds, body)))
                .flatMap(http::request)
                .flatMap(request -> request.send(Buffer.buffer(body)))
                .invoke(response -> {
                    if (response.statusCode() / 100 != 2) {
                        throw new IllegalStateException("the receiver answered " + response.statusCode());
                    }
                })
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .replaceWithVoid();
    }

    private RequestOptions options(URI uri, InetAddress address) {
        boolean tls = uri.getScheme().equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setFollowRedirects(false)
                .setConnectTimeout(config.timeout().toMillis());
    }

    private InetAddress resolve(String host) throws UnknownHostException {
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
        if (!config.allowPrivateAddresses()) {
            for (InetAddress address : addresses) {
                if (!isPublic(address)) {
                    throw new IllegalStateException("the address is not a public one");
                }
            }
        }
        return addresses.getFirst();
    }

    /** Whether {@code address} is neither loopback, private, link-local, shared (RFC 6598), unique local nor a group's. */
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return address instanceof Inet4Address
                ? first != 0 && first < 240 && !(first == 100 && second >= 64 && second < 128)
                : (first & 0xfe) != 0xfc;
    }

    static String sign(String secret, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private byte[] body(BudgetAlert alert) {
        try {
            return json.writeValueAsBytes(alert);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert is always JSON", e);
        }
    }
}
