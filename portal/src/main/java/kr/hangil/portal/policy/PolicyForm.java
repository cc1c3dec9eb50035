package kr.hangil.portal.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.portal.frame.CheckedForm;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Language;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.gateway.PolicyDecision;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.limits.LimitsForm;

/**
 * What was typed into the form for what a tenant decides, and what is wrong with it. Limits of single projects are not in it
 * and stay as they are.
 *
 * @param tag of the policy that the form was filled from
 * @param regions ticked ones; none means all
 * @param fallbacks as typed: on each line a served model, a colon, and those to try in its place
 * @param problems what is wrong by field, {@code ""} for the form as a whole
 */
record PolicyForm(String tag, LimitsForm limits, List<String> regions, String fallbacks, Map<String, String> problems)
        implements CheckedForm {

    private static final String REGIONS = "regions";
    private static final String FALLBACKS = "fallbacks";
    private static final int MOST_FALLBACKS = 3;
    private static final List<String> FIELDS = Stream.concat(LimitsForm.FIELDS.stream(), Stream.of(REGIONS, FALLBACKS))
            .toList();

    PolicyForm {
        regions = List.copyOf(regions);
        problems = Map.copyOf(problems);
    }

    static PolicyForm of(Tagged<Policy> tagged) {
        Policy policy = tagged.content();
        String fallbacks = policy.fallbacks().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("\n"));
        return typed(tagged.tag(), LimitsForm.of(policy.limits()), policy.regions(), fallbacks);
    }

    static PolicyForm typed(String tag, LimitsForm limits, List<String> regions, String fallbacks) {
        return new PolicyForm(tag, limits, regions, fallbacks, Map.of());
    }

    public boolean ticked(String region) {
        return regions.contains(region);
    }

    @Override
    public List<String> fields() {
        return FIELDS;
    }

    /** What was typed, beside what {@code policy} decides for single projects. */
    PolicyDecision toDecision(Policy policy) {
        Map<String, List<String>> byModel = new TreeMap<>();
        fallbackLines().forEach(line -> byModel.put(model(line), replacements(line)));
        return new PolicyDecision(limits.toLimits(), policy.projects(), regions, byModel);
    }

    /** The form with what can be said without asking the gateway. */
    PolicyForm checked(PolicyMessages say, Language language) {
        Map<String, String> found = new TreeMap<>(limits.problems(language));
        if (!fallbackLines().allMatch(PolicyForm::isFallback)) {
            found.put(FALLBACKS, say.fallbacks_wrong(MOST_FALLBACKS));
        } else if (fallbackLines().map(PolicyForm::model).distinct().count()
                < fallbackLines().count()) {
            found.put(FALLBACKS, say.fallbacks_twice());
        }
        return with(found);
    }

    /** The form as the policy is {@code now}, for one who saw another. */
    static PolicyForm outdated(Tagged<Policy> now, PolicyMessages say) {
        return of(now).with(Map.of("", say.changed_meanwhile()));
    }

    /** The form with what the gateway said, beside the field it named. */
    PolicyForm failed(FormFailure failure, PolicyMessages say) {
        return with(Map.of(
                failure.field(),
                switch (failure.kind()) {
                    case FORBIDDEN -> say.may_not_save(failure.requestId());
                    case UNANSWERED -> say.save_failed(failure.requestId());
                    default ->
                        failure.field().isEmpty()
                                ? say.save_refused(failure.reason())
                                : say.field_refused(failure.reason());
                }));
    }

    private PolicyForm with(Map<String, String> found) {
        return new PolicyForm(tag, limits, regions, fallbacks, found);
    }

    private Stream<String> fallbackLines() {
        return fallbacks.lines().filter(line -> !line.isBlank());
    }

    private static boolean isFallback(String line) {
        int colon = line.indexOf(':');
        int replacements = replacements(line).size();
        return colon > 0 && !model(line).isEmpty() && replacements >= 1 && replacements <= MOST_FALLBACKS;
    }

    private static String model(String line) {
        return Typed.text(line.split(":", 2)[0]);
    }

    private static List<String> replacements(String line) {
        String[] sides = line.split(":", 2);
        return sides.length == 2 ? Typed.parts(sides[1]) : List.of();
    }
}
