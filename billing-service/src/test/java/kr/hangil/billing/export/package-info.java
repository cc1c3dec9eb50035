/** Tables as files. */
@NullMarked
package kr.hangil.billing.export;

import org.jspecify.annotations.NullMarked;
