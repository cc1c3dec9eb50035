package kr.hangil.gateway.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where spans of requests are sent. */
@ConfigMapping(prefix = "hangil.gateway.tracing")
public interface TracingConfig {

    /** Base address of an OpenTelemetry collector's OTLP over HTTP, such as {@code http://collector:4318}; without it there are no spans. */
    Optional<URI> endpoint();

    /** Share of the traces begun here that are recorded, 0 to 1; a caller's own trace goes by what the caller decided. */
    @WithDefault("1.0")
    @DecimalMin("0")
    @DecimalMax("1")
    double ratio();

    /** Longest time an ended span waits to be sent with others. */
    @WithDefault("PT5S")
    Duration delay();

    /** Ended spans that wait at most; beyond it they are dropped, requests never wait for them. */
    @WithDefault("2048")
    @Min(512)
    int queue();
}
