/** The front door: what Hangil is, for visitors; the way to their tenant, for those signed in. */
@NullMarked
package kr.hangil.portal.home;

import org.jspecify.annotations.NullMarked;
