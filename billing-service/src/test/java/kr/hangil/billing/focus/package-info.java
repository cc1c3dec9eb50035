/** Charges in FOCUS's columns. */
@NullMarked
package kr.hangil.billing.focus;

import org.jspecify.annotations.NullMarked;
