package kr.hangil.portal.policy;

import java.util.List;
import kr.hangil.portal.gateway.Policy;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What the page of the policy shows.
 *
 * @param policy both layers, and what holds
 * @param form the form for what the tenant decides; null where the policy is not known
 * @param regions those that there are
 * @param mayDecide whether the person's role may decide
 * @param saved whether it was decided just now
 */
record PolicyPage(
        Part<Policy> policy, @Nullable PolicyForm form, Part<List<String>> regions, boolean mayDecide, boolean saved) {}
