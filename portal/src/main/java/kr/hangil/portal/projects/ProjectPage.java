package kr.hangil.portal.projects;

import java.util.List;
import kr.hangil.portal.billing.Budget;
import kr.hangil.portal.gateway.Limits;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.gateway.Project;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What the page of one project shows.
 *
 * @param policy has its limits
 * @param form the form for its limits; null where the policy is not known
 * @param budgets its budgets; null where the person's role does not open them
 * @param saved whether its limits were decided just now
 */
record ProjectPage(
        Project project,
        Part<Tagged<Policy>> policy,
        @Nullable ProjectLimitsForm form,
        @Nullable Part<List<Budget>> budgets,
        boolean saved) {

    public Limits limits() {
        return policy.isOk() ? policy.content().content().limitsOf(project.id()) : Limits.NONE;
    }
}
