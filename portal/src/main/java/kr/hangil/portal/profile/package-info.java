/** The billing profile of a tenant: how it is named on its invoices and tax invoices. */
@NullMarked
package kr.hangil.portal.profile;

import org.jspecify.annotations.NullMarked;
