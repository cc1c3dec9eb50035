/** Usage and spend over their API. */
@NullMarked
package kr.hangil.billing.usage;

import org.jspecify.annotations.NullMarked;
