/** Usage, spend, budgets, credit and invoices as billing tells them, asked with the signed-in person's own token. */
@NullMarked
package kr.hangil.portal.billing;

import org.jspecify.annotations.NullMarked;
