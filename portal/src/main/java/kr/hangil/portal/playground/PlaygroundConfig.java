package kr.hangil.portal.playground;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** How the playground reaches the gateway. */
@ConfigMapping(prefix = "hangil.portal.playground")
interface PlaygroundConfig {

    /** Address of the gateway, without {@code /v1}. */
    URI gatewayUrl();

    /** Longest wait for a connection. */
    @WithDefault("2S")
    Duration connectTimeout();

    /** Longest silence within a stream; the gateway sends a ping every 10 s. */
    @WithDefault("45S")
    Duration silence();

    /** Streams open at once, over all visitors of this portal process. */
    @WithDefault("64")
    int streams();
}
