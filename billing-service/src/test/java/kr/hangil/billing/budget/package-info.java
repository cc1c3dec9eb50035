/** Budgets, tested. */
@NullMarked
package kr.hangil.billing.budget;

import org.jspecify.annotations.NullMarked;
