/** An invoice as its reader wants it: every line, what was taken off and why, on paper, in Korean or English. */
@NullMarked
package kr.hangil.billing.statement;

import org.jspecify.annotations.NullMarked;
