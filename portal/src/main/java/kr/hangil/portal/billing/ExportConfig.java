package kr.hangil.portal.billing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** How files are fetched from billing, which writes one whole before it sends it. */
@ConfigMapping(prefix = "hangil.portal.exports")
interface ExportConfig {

    /** Address of billing. */
    URI billingUrl();

    /** Longest wait for a connection. */
    @WithDefault("2S")
    Duration connectTimeout();

    /** Longest wait for a file's first byte, and longest silence within it. */
    @WithDefault("2M")
    Duration silence();

    /** Files on their way at once, over all visitors of this portal process; others wait. */
    @WithDefault("8")
    int files();
}
