/** Limits under storms, budgets under concurrency, Redis paused in the middle. */
@NullMarked
package kr.hangil.gateway.admission;

import org.jspecify.annotations.NullMarked;
