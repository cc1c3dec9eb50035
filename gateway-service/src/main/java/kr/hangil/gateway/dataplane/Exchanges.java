package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.gateway.upstream.UpstreamConfig;

/** Opens an {@link Exchange} for each request. */
@Singleton
public class Exchanges {

    private final Clock clock;
    private final ObjectMapper json;
    private final SnapshotService snapshots;
    private final UpstreamConfig upstream;

    Exchanges(Clock clock, ObjectMapper json, SnapshotService snapshots, UpstreamConfig upstream) {
        this.clock = clock;
        this.json = json;
        this.snapshots = snapshots;
        this.upstream = upstream;
    }

    Exchange begin(RoutingContext rc) {
        return new Exchange(rc, clock.instant(), snapshots.current(), json, upstream.deadline());
    }
}
