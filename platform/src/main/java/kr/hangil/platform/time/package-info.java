/** The time that a service goes by, as a bean, so that a test can tell it another. */
@NullMarked
package kr.hangil.platform.time;

import org.jspecify.annotations.NullMarked;
