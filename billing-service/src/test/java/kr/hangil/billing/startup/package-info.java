/** What billing refuses to start with. */
@NullMarked
package kr.hangil.billing.startup;

import org.jspecify.annotations.NullMarked;
