package kr.hangil.inference.engine;

import java.net.URI;
import java.util.Optional;

/**
 * Where an engine listens.
 *
 * @param address scheme, host and port, without a path
 * @param apiKey what it wants as bearer token; empty where it wants none
 */
public record EngineEndpoint(URI address, Optional<String> apiKey) {

    /** Without the key. */
    @Override
    public String toString() {
        return address.toString();
    }
}
