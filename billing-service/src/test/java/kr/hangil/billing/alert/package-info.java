/** Alerts, tested. */
@NullMarked
package kr.hangil.billing.alert;

import org.jspecify.annotations.NullMarked;
