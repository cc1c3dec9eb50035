/** Parties, tested. */
@NullMarked
package kr.hangil.billing.profile;

import org.jspecify.annotations.NullMarked;
