package kr.hangil.billing.reconciliation;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import kr.hangil.billing.reconciliation.Comparison.Sides;
import kr.hangil.billing.reconciliation.Difference.Kind;

/** What is known of a gap: the most harmless reason that explains all of it, and the requests behind it. */
@ApplicationScoped
class Reasons {

    private final EntriesReader entries;
    private final ReconciliationConfig config;

    Reasons(EntriesReader entries, ReconciliationConfig config) {
        this.entries = entries;
        this.config = config;
    }

    /** The difference that the gap of {@code group} is; {@code sides} has one. */
    Uni<Difference> of(SqlConnection connection, Group group, Day day, Sides sides) {
        TokenSum gap = sides.gap();
        Kind kind = sides.kind();
        return switch (kind) {
            case REPEAT_NOT_BILLED ->
                entries.repeats(connection, group, day).map(ids -> Difference.of(kind, group.tenant(), gap, ids));
            case BROKEN_OFF ->
                aroundMidnight(
                        connection,
                        group,
                        day,
                        gap,
                        entries.brokenOff(connection, group, day)
                                .map(ids -> Difference.of(kind, group.tenant(), gap, ids)));
            case BILLED_NOT_SERVED ->
                aroundMidnight(connection, group, day, gap, billedNotServed(connection, group, day, sides));
            default -> aroundMidnight(connection, group, day, gap, without(kind, group, gap));
        };
    }

    private Uni<Difference> aroundMidnight(
            SqlConnection connection, Group group, Day day, TokenSum gap, Uni<Difference> otherwise) {
        return entries.midnight(connection, group, day, config.midnight())
                .map(midnight -> midnight.explain(gap))
                .flatMap(ids -> ids.isEmpty()
                        ? otherwise
                        : Uni.createFrom()
                                .item(Difference.of(
                                        Kind.AROUND_MIDNIGHT,
                                        group.tenant(),
                                        gap,
                                        ids.subList(0, Math.min(ids.size(), Difference.MOST_IDS)))));
    }

    /** Names the requests of pods that were not read since; where there are none, those of a group that no pod served. */
    private Uni<Difference> billedNotServed(SqlConnection connection, Group group, Day day, Sides sides) {
        TokenSum gap = sides.gap();
        return entries.unread(connection, group, day).flatMap(unread -> {
            if (!unread.isEmpty()) {
                return Uni.createFrom().item(Difference.of(Kind.NOT_READ, group.tenant(), gap, unread));
            }
            return sides.served().told().requests() > 0
                    ? without(Kind.BILLED_NOT_SERVED, group, gap)
                    : entries.told(connection, group, day)
                            .map(ids -> Difference.of(Kind.BILLED_NOT_SERVED, group.tenant(), gap, ids));
        });
    }

    /** Only sums are known. */
    private static Uni<Difference> without(Kind kind, Group group, TokenSum gap) {
        return Uni.createFrom().item(Difference.of(kind, group.tenant(), gap, List.of()));
    }
}
