package kr.hangil.stack.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.place.StackPort;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.secrets.StackSecrets;

/** The APIs of a running stack, with the rights of client {@code hangil-cli}. */
public final class Services {

    private final StackPorts ports;
    private final Supplier<String> token;

    /** The services of the stack with these ports and secrets. */
    public Services(StackPorts ports, StackSecrets secrets) {
        this.ports = ports;
        KeycloakServer keycloak = KeycloakServer.attached(ports.url(StackPort.KEYCLOAK), secrets);
        this.token = new CachedToken(() -> keycloak.token(KeycloakServer.CLI), InstantSource.system());
    }

    /** Returns the client of one service. */
    public ApiClient of(StackPort service) {
        return new ApiClient(ports.url(service), token);
    }

    /** One token for many calls, renewed well before it expires. */
    private static final class CachedToken implements Supplier<String> {
        private static final Duration USE = Duration.ofMinutes(5);

        private final Supplier<String> source;
        private final InstantSource clock;
        private String token = "";
        private Instant renewAt = Instant.EPOCH;

        private CachedToken(Supplier<String> source, InstantSource clock) {
            this.source = source;
            this.clock = clock;
        }

        @Override
        public synchronized String get() {
            Instant now = clock.instant();
            if (!now.isBefore(renewAt)) {
                token = source.get();
                renewAt = now.plus(USE);
            }
            return token;
        }
    }
}
