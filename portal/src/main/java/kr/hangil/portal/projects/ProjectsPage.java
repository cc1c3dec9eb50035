package kr.hangil.portal.projects;

import kr.hangil.contracts.page.Page;
import kr.hangil.portal.gateway.Limits;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.gateway.Project;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What the page of projects shows.
 *
 * @param projects a page of projects
 * @param policy has the limits of each
 * @param form the form for a new project
 * @param made the project just made; null on every other answer
 * @param first whether {@code projects} is the first page
 */
record ProjectsPage(
        Part<Page<Project>> projects,
        Part<Policy> policy,
        ProjectForm form,
        @Nullable Project made,
        boolean first) {

    public Limits limitsOf(Project project) {
        return policy.isOk() ? policy.content().limitsOf(project.id()) : Limits.NONE;
    }
}
