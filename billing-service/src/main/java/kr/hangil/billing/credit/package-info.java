/**
 * Credit: won that a tenant has before it spends them.
 *
 * <p>A grant is worth won before VAT, and pays for the spending of a month by priority, then by the nearest expiry. A
 * tenant is credited from its first grant on; in mode {@code prepaid} its gateways may then spend what credit remains and
 * no more (the lease package sees to it), in mode {@code postpaid} credit pays first and an invoice asks for the rest.
 *
 * <p>What spending drew of which grant is settled under the lock of the tenant's lease pool: whenever a gateway asks for
 * room, and by a sweep. Within {@link kr.hangil.billing.credit.CreditConfig#lateness} of its expiry a grant still pays for
 * spending that was on its way, but is no room for more.
 */
@NullMarked
package kr.hangil.billing.credit;

import org.jspecify.annotations.NullMarked;
