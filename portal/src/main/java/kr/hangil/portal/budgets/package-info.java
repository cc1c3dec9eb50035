/** Budgets of a tenant: how they stand, set (the webhook's secret is shown once), changed and deleted. */
@NullMarked
package kr.hangil.portal.budgets;

import org.jspecify.annotations.NullMarked;
