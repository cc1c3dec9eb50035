/** Limits as people type and read them: of a key, and of a tenant as a whole. */
@NullMarked
package kr.hangil.portal.limits;

import org.jspecify.annotations.NullMarked;
