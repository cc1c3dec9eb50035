package kr.hangil.gateway.identity;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import kr.hangil.gateway.snapshot.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from: its peer, or what a trusted proxy says of it in {@code X-Forwarded-For}.
 *
 * <p>That header is read from its end, since everybody may write its beginning: the first address that is no trusted
 * proxy is the client's. From a peer that is no trusted proxy it means nothing.
 */
@Singleton
class ClientAddress {

    private static final String FORWARDED_FOR = "x-forwarded-for";

    private final List<AddressRange> trustedProxies;

    ClientAddress(IdentityConfig config) {
        this.trustedProxies = config.trustedProxies().orElse(List.of()).stream()
                .map(AddressRange::parse)
                .toList();
    }

    /** The client's address; empty where there is none that can be read. */
    Optional<InetAddress> of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        InetAddress peer = remote == null ? null : parse(remote.hostAddress());
        if (peer == null || !isTrusted(peer)) {
            return Optional.ofNullable(peer);
        }
        return Optional.ofNullable(behind(peer, request.headers().getAll(FORWARDED_FOR)));
    }

    private @Nullable InetAddress behind(InetAddress proxy, List<String> headers) {
        InetAddress nearest = proxy;
        String[] hops = String.join(",", headers).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && !headers.isEmpty(); i--) {
            nearest = parse(hops[i].strip());
            if (nearest == null || !isTrusted(nearest)) {
                return nearest;
            }
        }
        return nearest;
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    /** A literal address without its zone; never asks for a name. */
    private static @Nullable InetAddress parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int zone = text.indexOf('%');
        return NetUtil.createInetAddressFromIpAddressString(zone < 0 ? text : text.substring(0, zone));
    }
}
