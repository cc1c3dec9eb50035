package kr.hangil.gateway.metering;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;

/** How usage is kept and shipped. */
@ConfigMapping(prefix = "hangil.gateway.metering")
public interface MeteringConfig {

    /** Folder of the spool's segments; one gateway process owns it. */
    @WithDefault("${HANGIL_GATEWAY_STATE:.hangil/gateway}/spool")
    Path spool();

    /** Name of this gateway in the source of its events; must differ between replicas of a region. */
    @WithDefault("${HANGIL_GATEWAY_NAME:gw-0}")
    String gatewayName();

    /** Region in the source of its events. */
    @WithDefault("${HANGIL_REGION:kr-ulsan}")
    String region();

    /** How billing knows this gateway. */
    default String source() {
        return "/regions/" + region() + "/gateways/" + gatewayName();
    }

    /**
     * What a stream has delivered is written down so often, for a process that is killed: its next start bills that much, and
     * no more than this time of a stream goes unbilled.
     */
    @WithDefault("PT1S")
    Duration progressInterval();

    /** A segment is closed at this size. */
    @WithDefault("8M")
    MemorySize segmentSize();

    /** A non-empty segment is closed at this age, so that shipped usage leaves the disk. */
    @WithDefault("PT1M")
    Duration segmentAge();

    /**
     * Longest time a record may live only in the operating system's cache. A killed process loses nothing whatever it
     * is; a power cut loses at most this much, and what came while the disk was busy with that; no request begins once it is
     * for five seconds. Zero: every record is on the disk before the client sees the end.
     */
    @WithDefault("PT0.1S")
    Duration syncInterval();

    /** While so many records wait to be written, no request begins: 503. Those under way end nevertheless. */
    @WithDefault("16384")
    @Min(64)
    int queue();

    /**
     * Room on the disk that is kept for the ends of requests that are under way when it is full, about 2 KB each. Nothing
     * is admitted from then on until twice as much is free.
     */
    @WithDefault("8M")
    MemorySize reserve();

    /** Events per call to billing. */
    @WithDefault("500")
    @Min(1)
    @Max(1000)
    int batch();

    /** Pause between two looks at an empty spool. */
    @WithDefault("PT0.2S")
    Duration shipInterval();

    /** Longest pause between two tries while billing is away. */
    @WithDefault("PT10S")
    Duration maxBackoff();
}
