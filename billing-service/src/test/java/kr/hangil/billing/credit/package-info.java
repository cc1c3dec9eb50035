/** Credit, tested. */
@NullMarked
package kr.hangil.billing.credit;

import org.jspecify.annotations.NullMarked;
