/** Tests of usage that need no server. */
@NullMarked
package kr.hangil.portal.usage;

import org.jspecify.annotations.NullMarked;
