package kr.hangil.portal.projects;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.portal.frame.CheckedForm;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Language;
import kr.hangil.portal.gateway.Limits;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.gateway.PolicyDecision;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.limits.LimitsForm;

/**
 * What was typed into the form for the limits of a project, and what is wrong with it. They are a part of the tenant's policy,
 * whose rest stays as it is.
 *
 * @param tag of the policy that the form was filled from
 * @param problems what is wrong by field, {@code ""} for the form as a whole
 */
record ProjectLimitsForm(String tag, LimitsForm limits, Map<String, String> problems) implements CheckedForm {

    ProjectLimitsForm {
        problems = Map.copyOf(problems);
    }

    static ProjectLimitsForm of(Tagged<Policy> policy, String project) {
        return typed(policy.tag(), LimitsForm.of(policy.content().limitsOf(project)));
    }

    static ProjectLimitsForm typed(String tag, LimitsForm limits) {
        return new ProjectLimitsForm(tag, limits, Map.of());
    }

    @Override
    public List<String> fields() {
        return LimitsForm.FIELDS;
    }

    /** What was typed for {@code project}, beside what {@code policy} decides for everything else. */
    PolicyDecision toDecision(Policy policy, String project) {
        Map<String, Limits> projects = new TreeMap<>(policy.projects());
        Limits wanted = limits.toLimits();
        if (wanted.isOpen()) {
            projects.remove(project);
        } else {
            projects.put(project, wanted);
        }
        return new PolicyDecision(policy.limits(), projects, policy.regions(), policy.fallbacks());
    }

    /** The form with what can be said without asking the gateway. */
    ProjectLimitsForm checked(Language language) {
        return with(limits.problems(language));
    }

    /** The form with what the gateway said, beside the field it named. */
    ProjectLimitsForm failed(FormFailure failure, ProjectsMessages say) {
        return with(Map.of(
                failure.field(),
                switch (failure.kind()) {
                    case FORBIDDEN -> say.may_not_save(failure.requestId());
                    case UNANSWERED -> say.save_failed(failure.requestId());
                    default -> say.save_refused(failure.reason());
                }));
    }

    /** The form as the policy is {@code now}, for one who saw another. */
    static ProjectLimitsForm outdated(Tagged<Policy> now, String project, ProjectsMessages say) {
        return of(now, project).with(Map.of("", say.changed_meanwhile()));
    }

    private ProjectLimitsForm with(Map<String, String> found) {
        return new ProjectLimitsForm(tag, limits, found);
    }
}
