package kr.hangil.portal.usage;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.billing.SpendReport;
import kr.hangil.portal.frame.Formats;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jspecify.annotations.Nullable;

/** What a tenant used and spent, as far as billing can say. Nothing here fails: what is missing is a trouble. */
@RequestScoped
public class UsageService {

    private static final YearMonth FIRST = YearMonth.of(2020, 1);

    private final BillingService billing;
    private final Clock clock;

    UsageService(BillingService billing, Clock clock) {
        this.billing = billing;
        this.clock = clock;
    }

    /** Today in Asia/Seoul. */
    public LocalDate today() {
        return LocalDate.now(clock.withZone(Formats.ZONE));
    }

    /**
     * The month of Asia/Seoul that a page is asked for, the running one unless it names another.
     *
     * @param month for example {@code 2026-11}; null or empty for the running one
     * @throws PlatformException {@code not_found} for what is no month from 2020-01 to the running one
     */
    YearMonth month(@Nullable String month) {
        YearMonth running = YearMonth.from(today());
        if (month == null || month.isEmpty()) {
            return running;
        }
        try {
            YearMonth parsed = YearMonth.parse(month);
            if (!parsed.isBefore(FIRST) && !parsed.isAfter(running)) {
                return parsed;
            }
        } catch (DateTimeException e) {
            // Said below, as for a month out of range.
        }
        throw PlatformException.at(ErrorCode.NOT_FOUND, "month", "month is from " + FIRST + " to " + running);
    }

    /** First instant of {@code day} in Asia/Seoul. */
    static Instant start(LocalDate day) {
        return day.atStartOfDay(Formats.ZONE).toInstant();
    }

    /**
     * A month beside today.
     *
     * @param usage counts, and amounts where {@code spend} is there
     * @param spend totals of the month with VAT
     * @param todaySpend totals of today with VAT
     * @param today today, which may be outside the month
     */
    public record Report(
            Part<MonthUsage> usage, Part<SpendReport> spend, Part<SpendReport> todaySpend, LocalDate today) {

        /** What was used today; nothing where the month is not this one. */
        public Tally todayTally() {
            return usage.value() == null ? Tally.NONE : usage.value().on(today);
        }
    }

    public Uni<Report> report(String tenant, YearMonth month) {
        LocalDate today = today();
        Instant from = start(month.atDay(1));
        Instant to = start(month.plusMonths(1).atDay(1));
        var usage = Part.ask(Service.BILLING, billing.usage(tenant, from, to));
        var spend = Part.ask(Service.BILLING, billing.spend(tenant, from, to));
        var todaySpend = Part.ask(Service.BILLING, billing.spend(tenant, start(today), start(today.plusDays(1))));
        return Uni.combine()
                .all()
                .unis(usage, spend, todaySpend)
                .with((counts, amounts, amountsToday) -> new Report(
                        counts.map(report -> MonthUsage.of(month, report, amounts.value())),
                        amounts,
                        amountsToday,
                        today));
    }
}
