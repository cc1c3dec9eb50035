package kr.hangil.operator.gateway;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import kr.hangil.operator.OperatorConfig;

/** Where the gateways are: a list, or every address of a headless Service, which are those that are ready. */
public final class GatewayAddresses implements Supplier<List<URI>> {

    private final OperatorConfig config;

    public GatewayAddresses(OperatorConfig config) {
        this.config = config;
    }

    @Override
    public List<URI> get() {
        List<URI> listed = config.gateways().orElse(List.of());
        if (!listed.isEmpty()) {
            return listed;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(config.gatewayService()))
                    .map(it -> URI.create("http://" + host(it) + ":" + config.gatewayPort()))
                    .sorted()
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static String host(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }
}
