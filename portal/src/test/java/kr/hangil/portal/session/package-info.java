/** Tests of sessions that need no server. */
@NullMarked
package kr.hangil.portal.session;

import org.jspecify.annotations.NullMarked;
