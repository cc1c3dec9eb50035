package kr.hangil.portal.usage;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import kr.hangil.portal.frame.Choice;
import kr.hangil.portal.frame.Formats;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.frame.ViewService;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /t/{tenant}/usage}: one month, this one unless {@code ?month=2026-11} names another. */
@Path("/t/{tenant}/usage")
@Produces(MediaType.TEXT_HTML)
@Authenticated
class UsageResource {

    private final ViewService views;
    private final UsageService usage;

    UsageResource(ViewService views, UsageService usage) {
        this.views = views;
        this.usage = usage;
    }

    @CheckedTemplate(basePath = "usage")
    static final class Templates {
        private Templates() {}

        static native TemplateInstance usage(
                View view,
                UsageService.Report report,
                Months months,
                @Nullable Charts charts,
                @Nullable ExportProblem problem);
    }

    /** The month in view and its neighbours. */
    record Months(
            YearMonth shown, YearMonth previous, @Nullable YearMonth next, boolean isThisMonth) {}

    /**
     * @param tokens null where there are none
     * @param spend null where amounts are not known
     */
    record Charts(@Nullable BarChart tokens, @Nullable BarChart spend, List<Tick> ticks) {}

    /**
     * A label under a chart.
     *
     * @param x where, as a share of the width
     * @param anchor which end of the text is there
     */
    record Tick(int day, String x, String anchor) {}

    @GET
    public Uni<TemplateInstance> usage(
            String tenant, @RestQuery @Nullable String month, @RestQuery @Nullable String problem) {
        YearMonth thisMonth = YearMonth.from(usage.today());
        YearMonth shown = usage.month(month);
        YearMonth next = shown.isBefore(thisMonth) ? shown.plusMonths(1) : null;
        Months months = new Months(shown, shown.minusMonths(1), next, shown.equals(thisMonth));
        return Uni.combine()
                .all()
                .unis(views.ofTenant(tenant, Section.USAGE), usage.report(tenant, shown))
                .with((view, report) -> view.render(Templates.usage(
                        view,
                        report,
                        months,
                        charts(report, view.formats()),
                        Choice.of(ExportProblem.class, problem).orElse(null))));
    }

    private static @Nullable Charts charts(UsageService.Report report, Formats formats) {
        MonthUsage month = report.usage().value();
        if (month == null || month.isEmpty()) {
            return null;
        }
        BarChart tokens = month.total().tokens() == 0 ? null : chart(month, day -> tokens(day, formats));
        BarChart spend = report.spend().value() == null ? null : chart(month, day -> spend(day, formats));
        List<Tick> ticks = ticks(month.month().lengthOfMonth());
        return new Charts(tokens, spend, ticks);
    }

    private static List<Tick> ticks(int days) {
        return Stream.of(1, 8, 15, 22, days)
                .map(day -> new Tick(day, percent(day, days), day == 1 ? "start" : day == days ? "end" : "middle"))
                .toList();
    }

    private static String percent(int day, int days) {
        if (day == 1) {
            return "0%";
        }
        // The middle of the day's slot; the last label ends with the chart.
        return day == days ? "100%" : (day * 1000 - 500) / (days * 10) + "%";
    }

    private static BarChart.Value tokens(MonthUsage.Day day, Formats formats) {
        long tokens = day.tally().tokens();
        return new BarChart.Value(BigDecimal.valueOf(tokens), formats.day(day.date()) + ": " + formats.count(tokens));
    }

    private static BarChart.Value spend(MonthUsage.Day day, Formats formats) {
        BigDecimal amount =
                day.tally().spend() == null ? BigDecimal.ZERO : day.tally().spend();
        return new BarChart.Value(amount, formats.day(day.date()) + ": " + formats.exact(amount));
    }

    private static BarChart chart(MonthUsage month, Function<MonthUsage.Day, BarChart.Value> value) {
        return BarChart.of(month.days().stream().map(value).toList());
    }
}
