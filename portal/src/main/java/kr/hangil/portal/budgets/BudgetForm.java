package kr.hangil.portal.budgets;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kr.hangil.portal.billing.Budget;
import kr.hangil.portal.billing.BudgetDraft;
import kr.hangil.portal.frame.CheckedForm;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Typed;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into the form for a budget, and what is wrong with it.
 *
 * @param id the budget that is changed; 0 for a new one
 * @param limit won as typed
 * @param thresholds percents as typed, between commas
 * @param problems what is wrong by field, {@code ""} for the form as a whole
 */
record BudgetForm(
        long id,
        Budget.Scope scope,
        String scopeId,
        Budget.Period period,
        String limit,
        boolean hard,
        String thresholds,
        String webhookUrl,
        String email,
        Map<String, String> problems)
        implements CheckedForm {

    private static final String USUAL_THRESHOLDS = "80, 100";
    private static final int MOST_THRESHOLDS = 10;
    private static final int HIGHEST_THRESHOLD = 1000;
    private static final long HIGHEST_LIMIT = 1_000_000_000_000_000L;
    private static final Pattern THRESHOLD = Pattern.compile("\\d{1,4}");
    /** Fields of a form for a budget that is there, whose scope and period stay. */
    private static final List<String> CHANGEABLE = List.of("limitWon", "alertThresholds", "webhookUrl", "email");

    private static final List<String> FIELDS = Stream.concat(
                    Stream.of("scopeId", "scope", "period"), CHANGEABLE.stream())
            .toList();

    BudgetForm {
        problems = Map.copyOf(problems);
    }

    static BudgetForm blank() {
        return fresh(Budget.Scope.TENANT, "");
    }

    /** The form for a new budget of {@code project}. */
    static BudgetForm ofProject(String project) {
        return fresh(Budget.Scope.PROJECT, project);
    }

    private static BudgetForm fresh(Budget.Scope scope, String scopeId) {
        return new BudgetForm(0, scope, scopeId, Budget.Period.MONTH, "", true, USUAL_THRESHOLDS, "", "", Map.of());
    }

    static BudgetForm of(Budget budget) {
        String percents = String.join(
                ", ", budget.alertThresholds().stream().map(String::valueOf).toList());
        return new BudgetForm(
                budget.id(),
                budget.scope(),
                Typed.text(budget.scopeId()),
                budget.period(),
                Long.toString(budget.limitWon()),
                budget.hard(),
                percents,
                Typed.text(budget.webhookUrl()),
                Typed.text(budget.email()),
                Map.of());
    }

    /** Texts come as they were typed, null where the field was left out. */
    static BudgetForm typed(
            Budget.Scope scope,
            @Nullable String scopeId,
            Budget.Period period,
            @Nullable String limit,
            boolean hard,
            @Nullable String thresholds,
            @Nullable String webhookUrl,
            @Nullable String email) {
        return new BudgetForm(
                0,
                scope,
                scope == Budget.Scope.TENANT ? "" : Typed.text(scopeId),
                period,
                Typed.text(limit),
                hard,
                Typed.text(thresholds),
                Typed.text(webhookUrl),
                Typed.text(email),
                Map.of());
    }

    /** These fields as a change of {@code budget}, whose scope and period stay. */
    BudgetForm changing(Budget budget) {
        return new BudgetForm(
                budget.id(),
                budget.scope(),
                Typed.text(budget.scopeId()),
                budget.period(),
                limit,
                hard,
                thresholds,
                webhookUrl,
                email,
                problems);
    }

    public boolean isNew() {
        return id == 0;
    }

    @Override
    public List<String> fields() {
        return isNew() ? FIELDS : CHANGEABLE;
    }

    BudgetDraft toDraft() {
        return new BudgetDraft(
                scope,
                scopeId.isEmpty() ? null : scopeId,
                period,
                limitWon().orElseThrow(),
                hard,
                percents(),
                webhookUrl.isEmpty() ? null : webhookUrl,
                email.isEmpty() ? null : email);
    }

    /** The form with what can be said without asking billing. */
    BudgetForm checked(BudgetsMessages say) {
        Map<String, String> found = new TreeMap<>();
        if (scope != Budget.Scope.TENANT && scopeId.isEmpty()) {
            found.put("scopeId", say.scope_id_missing());
        }
        if (limit.isEmpty()) {
            found.put("limitWon", say.limit_missing());
        } else if (limitWon().isEmpty()) {
            found.put("limitWon", say.limit_no_number());
        }
        List<String> percents = split();
        if (percents.size() > MOST_THRESHOLDS || !percents.stream().allMatch(BudgetForm::isThreshold)) {
            found.put("alertThresholds", say.thresholds_wrong(HIGHEST_THRESHOLD, MOST_THRESHOLDS));
        }
        if (!webhookUrl.isEmpty() && !isWebAddress(webhookUrl)) {
            found.put("webhookUrl", say.webhook_wrong());
        }
        if (!email.isEmpty() && !Typed.isEmail(email)) {
            found.put("email", say.email_wrong());
        }
        return with(found);
    }

    /** The form with what billing said, beside the field it named. */
    BudgetForm failed(FormFailure failure, BudgetsMessages say) {
        return switch (failure.kind()) {
            case FORBIDDEN -> with(Map.of("", say.may_not_set(failure.requestId())));
            case UNANSWERED -> with(Map.of("", say.set_failed(failure.requestId())));
            case CONFLICT -> with(Map.of("", say.taken()));
            default -> with(Map.of(failure.field(), refused(failure.field(), failure.reason(), say)));
        };
    }

    private static String refused(String field, String reason, BudgetsMessages say) {
        return switch (field) {
            case "webhookUrl" -> say.webhook_refused(reason);
            case "email" -> say.email_refused(reason);
            case "" -> say.set_refused(reason);
            default -> say.field_refused(reason);
        };
    }

    private BudgetForm with(Map<String, String> found) {
        return new BudgetForm(id, scope, scopeId, period, limit, hard, thresholds, webhookUrl, email, found);
    }

    private List<Integer> percents() {
        return split().stream().map(Integer::valueOf).toList();
    }

    private List<String> split() {
        return Typed.parts(thresholds.replace("%", ""));
    }

    private OptionalLong limitWon() {
        return Typed.number(limit, 0, HIGHEST_LIMIT);
    }

    private static boolean isThreshold(String text) {
        if (!THRESHOLD.matcher(text).matches()) {
            return false;
        }
        int percent = Integer.parseInt(text);
        return percent >= 1 && percent <= HIGHEST_THRESHOLD;
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            String scheme = Typed.text(uri.getScheme()).toLowerCase(Locale.ROOT);
            return uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
