/** Tests of the frame that need no server. */
@NullMarked
package kr.hangil.portal.frame;

import org.jspecify.annotations.NullMarked;
