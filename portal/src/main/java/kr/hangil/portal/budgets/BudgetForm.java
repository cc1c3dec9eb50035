package kr.hangil.portal.budgets;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import kr.hangil.portal.billing.Budget;
import kr.hangil.portal.billing.BudgetDraft;
import kr.hangil.portal.upstream.Refusal;
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
        Map<String, String> problems) {

    private static final String USUAL_THRESHOLDS = "80, 100";
    private static final int MOST_THRESHOLDS = 10;
    private static final int HIGHEST_THRESHOLD = 1000;
    private static final long HIGHEST_LIMIT = 1_000_000_000_000_000L;
    private static final Pattern LIMIT = Pattern.compile("\\d{1,16}");
    private static final Pattern THRESHOLD = Pattern.compile("\\d{1,4}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final List<String> FIELDS =
            List.of("scopeId", "scope", "period", "limitWon", "alertThresholds", "webhookUrl", "email");

    BudgetForm {
        problems = Map.copyOf(problems);
    }

    static BudgetForm blank() {
        return new BudgetForm(
                0, Budget.Scope.TENANT, "", Budget.Period.MONTH, "", true, USUAL_THRESHOLDS, "", "", Map.of());
    }

    static BudgetForm of(Budget budget) {
        String percents = String.join(
                ", ", budget.alertThresholds().stream().map(String::valueOf).toList());
        return new BudgetForm(
                budget.id(),
                budget.scope(),
                orEmpty(budget.scopeId()),
                budget.period(),
                Long.toString(budget.limitWon()),
                budget.hard(),
                percents,
                orEmpty(budget.webhookUrl()),
                orEmpty(budget.email()),
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
                scope == Budget.Scope.TENANT ? "" : orEmpty(scopeId),
                period,
                orEmpty(limit),
                hard,
                orEmpty(thresholds),
                orEmpty(webhookUrl),
                orEmpty(email),
                Map.of());
    }

    /** These fields as a change of {@code budget}, whose scope and period stay. */
    BudgetForm changing(Budget budget) {
        return new BudgetForm(
                budget.id(),
                budget.scope(),
                orEmpty(budget.scopeId()),
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

    /** What is wrong with {@code field}; null where it is fine. */
    public @Nullable String problem(String field) {
        return problems.get(field);
    }

    /** Whether {@code field} is the one to correct first. */
    public boolean comesFirst(String field) {
        return FIELDS.stream().filter(problems::containsKey).findFirst().equals(Optional.of(field));
    }

    boolean isFine() {
        return problems.isEmpty();
    }

    BudgetDraft toDraft() {
        return new BudgetDraft(
                scope,
                scopeId.isEmpty() ? null : scopeId,
                period,
                Long.parseLong(digits(limit)),
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
        } else if (!LIMIT.matcher(digits(limit)).matches() || Long.parseLong(digits(limit)) > HIGHEST_LIMIT) {
            found.put("limitWon", say.limit_no_number());
        }
        List<String> percents = split();
        if (percents.size() > MOST_THRESHOLDS || !percents.stream().allMatch(BudgetForm::isThreshold)) {
            found.put("alertThresholds", say.thresholds_wrong(HIGHEST_THRESHOLD, MOST_THRESHOLDS));
        }
        if (!webhookUrl.isEmpty() && !isWebAddress(webhookUrl)) {
            found.put("webhookUrl", say.webhook_wrong());
        }
        if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
            found.put("email", say.email_wrong());
        }
        return with(found);
    }

    /** The form with what billing said, beside the field it named. */
    BudgetForm refused(Refusal refusal, BudgetsMessages say) {
        String reason = refusal.getMessage();
        if (refusal.status() >= 500) {
            return failed(refusal.requestId(), say);
        }
        if (refusal.status() == 403) {
            return with(Map.of("", say.may_not_set(refusal.requestId())));
        }
        if (refusal.status() == 409) {
            return with(Map.of("", say.taken()));
        }
        String param = orEmpty(refusal.param());
        String field = FIELDS.stream().filter(param::startsWith).findFirst().orElse("");
        return with(Map.of(
                field,
                switch (field) {
                    case "webhookUrl" -> say.webhook_refused(reason);
                    case "email" -> say.email_refused(reason);
                    case "" -> say.set_refused(reason);
                    default -> say.field_refused(reason);
                }));
    }

    BudgetForm failed(String requestId, BudgetsMessages say) {
        return with(Map.of("", say.set_failed(requestId)));
    }

    private BudgetForm with(Map<String, String> found) {
        return new BudgetForm(id, scope, scopeId, period, limit, hard, thresholds, webhookUrl, email, found);
    }

    private List<Integer> percents() {
        return split().stream().map(Integer::valueOf).toList();
    }

    private List<String> split() {
        List<String> parts = new ArrayList<>();
        for (String part : thresholds.replace("%", "").split("[,\\s]+", -1)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
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
            String scheme = orEmpty(uri.getScheme()).toLowerCase(Locale.ROOT);
            return uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** A number as people write it: {@code 1,000,000원}. */
    private static String digits(String text) {
        return text.replaceAll("[,\\s₩원]", "");
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }
}
