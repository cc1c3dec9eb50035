/** Properties of the won. */
@NullMarked
package kr.hangil.billing.money;

import org.jspecify.annotations.NullMarked;
