/** Who is on an invoice: the supplier, by configuration, and the buyer, by the tenant's own word, checked as far as numbers go. */
@NullMarked
package kr.hangil.billing.profile;

import org.jspecify.annotations.NullMarked;
