/** Credit of a tenant: what was granted, in which order it pays, and what of it is left. */
@NullMarked
package kr.hangil.portal.credits;

import org.jspecify.annotations.NullMarked;
