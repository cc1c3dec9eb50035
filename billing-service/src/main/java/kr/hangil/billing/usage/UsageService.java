package kr.hangil.billing.usage;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.money.LargestRemainder;
import kr.hangil.billing.money.WonTotal;
import kr.hangil.billing.usage.UsageRepository.EventQuery;
import kr.hangil.billing.usage.UsageRepository.SpendRow;
import kr.hangil.contracts.page.Page;

/** Answers what a tenant used and spent. */
@ApplicationScoped
class UsageService {

    private final Database database;
    private final UsageRepository repository;
    private final ArchivedUsage archived;

    UsageService(Database database, UsageRepository repository, ArchivedUsage archived) {
        this.database = database;
        this.repository = repository;
        this.archived = archived;
    }

    Uni<UsageReport> usage(UsageQuery query) {
        return database.transaction(connection ->
                        archived.cut(connection, query).flatMap(cut -> repository.usage(connection, query, cut)))
                .map(rows -> new UsageReport(
                        query.tenant(), query.from(), query.to(), query.bucket().wireName(), groups(query), rows));
    }

    Uni<SpendReport> spend(UsageQuery query) {
        return database.transaction(connection ->
                        archived.cut(connection, query).flatMap(cut -> repository.spend(connection, query, cut)))
                .map(rows -> report(query, rows));
    }

    /** @param query with a limit of one event more than the page has */
    Uni<Page<BookedEvent>> events(EventQuery query) {
        int size = query.limit() - 1;
        return database.transaction(connection ->
                        archived.find(connection, query).flatMap(found -> archived.events(connection, query, found)))
                .map(events -> events.size() <= size
                        ? new Page<>(events, null)
                        : new Page<>(
                                events.subList(0, size),
                                Long.toString(events.get(size - 1).sequence())));
    }

    private static SpendReport report(UsageQuery query, List<SpendRow> rows) {
        BigDecimal exact = rows.stream().map(SpendRow::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
        WonTotal total = WonTotal.exclusiveOfVat(exact);
        List<Long> won =
                LargestRemainder.apportion(rows.stream().map(SpendRow::exact).toList());
        List<SpendReport.Row> data = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            SpendRow row = rows.get(i);
            data.add(new SpendReport.Row(
                    row.start(), row.end(), row.group(), ExactWon.text(row.exact()), won.get(i), row.unrated()));
        }
        return new SpendReport(
                query.tenant(),
                query.from(),
                query.to(),
                query.bucket().wireName(),
                groups(query),
                "KRW",
                "EXCLUSIVE",
                data,
                ExactWon.text(exact),
                total.supplyWon(),
                total.vatWon(),
                total.totalWon(),
                rows.stream().mapToLong(SpendRow::unrated).sum());
    }

    private static List<String> groups(UsageQuery query) {
        return query.groupBy().stream().map(GroupBy::wireName).toList();
    }
}
