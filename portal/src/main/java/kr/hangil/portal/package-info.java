/**
 * The counter: what tenants see in a browser.
 *
 * <ul>
 *   <li>{@link kr.hangil.portal.session}: who is signed in; tokens stay on the server
 *   <li>{@link kr.hangil.portal.frame}: what every page shares: language, tenant, navigation, errors
 *   <li>{@link kr.hangil.portal.upstream}: what a page does when a service it asks refuses or is down
 *   <li>{@link kr.hangil.portal.gateway} and {@link kr.hangil.portal.billing}: the two services it asks
 *   <li>one package per page area: {@link kr.hangil.portal.overview}, {@link kr.hangil.portal.keys},
 *       {@link kr.hangil.portal.usage}, {@link kr.hangil.portal.playground}, {@link kr.hangil.portal.budgets},
 *       {@link kr.hangil.portal.credits}, {@link kr.hangil.portal.invoices}, {@link kr.hangil.portal.profile},
 *       {@link kr.hangil.portal.policy}, {@link kr.hangil.portal.members}, {@link kr.hangil.portal.audit}
 *   <li>{@link kr.hangil.portal.limits}: a part that two of their forms share
 * </ul>
 *
 * <p>A page's template, message bundle and resource have the same name, in folders of the same name.
 */
@NullMarked
package kr.hangil.portal;

import org.jspecify.annotations.NullMarked;
