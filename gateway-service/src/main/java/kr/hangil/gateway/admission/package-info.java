/**
 * Whether a request may start: everything is reserved before dispatch, together or not at all, and becomes what was
 * used when the request has ended.
 *
 * <p>{@link kr.hangil.gateway.admission.AdmissionService} is the door. Behind it, {@code Quotas} count requests, tokens
 * and concurrency of key, project and tenant, in this process or in Redis; {@code Budgets} hold room that billing has
 * leased; {@code PriceService} knows what tokens cost. Each has its own way to go on when what it depends on is away.
 */
@NullMarked
package kr.hangil.gateway.admission;

import org.jspecify.annotations.NullMarked;
