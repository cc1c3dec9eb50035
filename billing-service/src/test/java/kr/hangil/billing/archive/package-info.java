/** Months in files. */
@NullMarked
package kr.hangil.billing.archive;

import org.jspecify.annotations.NullMarked;
