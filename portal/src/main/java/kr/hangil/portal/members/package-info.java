/** Who belongs to a tenant, and what they may do. */
@NullMarked
package kr.hangil.portal.members;

import org.jspecify.annotations.NullMarked;
