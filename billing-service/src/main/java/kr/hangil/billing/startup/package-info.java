/** What billing must be sure of before it serves, and what it tells its operator when it starts. */
@NullMarked
package kr.hangil.billing.startup;

import org.jspecify.annotations.NullMarked;
