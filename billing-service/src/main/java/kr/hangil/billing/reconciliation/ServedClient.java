package kr.hangil.billing.reconciliation;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kr.hangil.platform.request.RequestIds;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Finds pods and asks them. Owns what an answer that is no account means. */
@ApplicationScoped
class ServedClient {

    private static final Logger LOG = Logger.getLogger(ServedClient.class);

    private final PodApi pods;
    private final ReconciliationConfig config;
    private final Vertx vertx;

    ServedClient(@RestClient PodApi pods, ReconciliationConfig config, Vertx vertx) {
        this.pods = pods;
        this.config = config;
        this.vertx = vertx;
    }

    /** One address for each pod behind {@code services}: names are looked up now. A name that has none now is left out. */
    Uni<List<String>> addresses(List<URI> services) {
        return vertx.executeBlocking(() -> resolve(services), false);
    }

    private static List<String> resolve(List<URI> services) {
        TreeSet<String> addresses = new TreeSet<>();
        for (URI service : services) {
            try {
                for (InetAddress address : preferred(InetAddress.getAllByName(service.getHost()))) {
                    addresses.add(new URI(
                                    service.getScheme(),
                                    null,
                                    address.getHostAddress(),
                                    service.getPort(),
                                    null,
                                    null,
                                    null)
                            .toString());
                }
            } catch (UnknownHostException | URISyntaxException e) {
                LOG.warnf("no pod is found at %s: %s", service, e.getMessage());
            }
        }
        return List.copyOf(addresses);
    }

    /** A pod with an address of each family is one pod. */
    private static List<InetAddress> preferred(InetAddress[] all) {
        List<InetAddress> four = new ArrayList<>();
        for (InetAddress address : all) {
            if (address instanceof Inet4Address) {
                four.add(address);
            }
        }
        return four.isEmpty() ? List.of(all) : four;
    }

    /**
     * The account of the pod at {@code address} of the days from {@code from} to {@code to}, both included. Fails with a message
     * for whoever looks after pods.
     */
    Uni<Reading> read(String address, LocalDate from, LocalDate to) {
        return Uni.createFrom()
                .deferred(() -> pods.served(
                        address,
                        from.toString(),
                        to.toString(),
                        RequestIds.mint(),
                        config.timeout().toMillis()))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .map(Reading::of)
                .onFailure()
                .transform(failure -> new IllegalStateException(problem(failure), failure));
    }

    private String problem(Throwable failure) {
        return switch (failure) {
            case TimeoutException late -> "it did not answer within " + config.timeout();
            case IllegalArgumentException wrong -> "its account cannot be: " + wrong.getMessage();
            case WebApplicationException refused ->
                "it answered " + refused.getResponse().getStatus();
            default -> "it could not be read: " + failure;
        };
    }
}
