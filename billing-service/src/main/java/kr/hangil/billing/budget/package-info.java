/**
 * Budgets: how much a tenant, one of its projects or one of its keys may spend in a day or a month of Asia/Seoul.
 *
 * <p>A hard budget holds spending back through the shares that gateways lease; a soft one only tells. Both raise alerts.
 * Budgets belong to the tenant, project or key they name, not to a key's secret: rotating a key changes nothing.
 */
@NullMarked
package kr.hangil.billing.budget;

import org.jspecify.annotations.NullMarked;
