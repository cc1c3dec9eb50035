/** What tests of this service share: the registry's stand-in, the demo model, the real engine. */
@NullMarked
package kr.hangil.inference.support;

import org.jspecify.annotations.NullMarked;
