/** Paper: a page of boxes with text in them, and the Korean font they are set in. */
@NullMarked
package kr.hangil.billing.print;

import org.jspecify.annotations.NullMarked;
