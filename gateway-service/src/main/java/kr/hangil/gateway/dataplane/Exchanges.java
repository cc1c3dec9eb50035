package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.admission.AdmissionService;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.gateway.upstream.UpstreamConfig;

/** Opens an {@link Exchange} for each request. */
@Singleton
public class Exchanges {

    private final Clock clock;
    private final ObjectMapper json;
    private final SnapshotService snapshots;
    private final AdmissionService admission;
    private final UpstreamConfig upstream;

    /** Of the last request: it changes seldom, and every answer says it. */
    private volatile ConfigVersion last = new ConfigVersion(-1, "", "");

    Exchanges(
            Clock clock,
            ObjectMapper json,
            SnapshotService snapshots,
            AdmissionService admission,
            UpstreamConfig upstream) {
        this.clock = clock;
        this.json = json;
        this.snapshots = snapshots;
        this.admission = admission;
        this.upstream = upstream;
    }

    Exchange begin(RoutingContext rc) {
        Snapshot snapshot = snapshots.current();
        return new Exchange(rc, clock.instant(), snapshot, configVersion(snapshot), json, upstream.deadline());
    }

    /** What {@link HangilHeaders#CONFIG_VERSION} says. */
    private String configVersion(Snapshot snapshot) {
        String prices = admission.priceVersion();
        ConfigVersion known = last;
        if (known.snapshot() != snapshot.version() || !known.prices().equals(prices)) {
            known = ConfigVersion.of(snapshot.version(), prices);
            last = known;
        }
        return known.text();
    }

    /** @param prices empty where none are known */
    private record ConfigVersion(long snapshot, String prices, String text) {

        static ConfigVersion of(long snapshot, String prices) {
            return new ConfigVersion(
                    snapshot, prices, prices.isEmpty() ? Long.toString(snapshot) : snapshot + "." + prices);
        }
    }
}
