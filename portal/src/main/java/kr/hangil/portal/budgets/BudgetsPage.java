package kr.hangil.portal.budgets;

import kr.hangil.contracts.page.Page;
import kr.hangil.portal.billing.Budget;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What the page of budgets shows.
 *
 * @param budgets a page of budgets
 * @param form the form for a new budget
 * @param told a budget whose webhook has a new secret, the only time it is shown; null on every other answer
 * @param first whether {@code budgets} is the first page
 * @param maySet whether the person's role may set budgets
 */
record BudgetsPage(
        Part<Page<Budget>> budgets,
        BudgetForm form,
        @Nullable Budget told,
        boolean first,
        boolean maySet) {}
