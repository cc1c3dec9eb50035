/** A tenant at a glance, and how to make the first call. */
@NullMarked
package kr.hangil.portal.overview;

import org.jspecify.annotations.NullMarked;
