/** SHA-256, spelled once. */
@NullMarked
package kr.hangil.billing.digest;

import org.jspecify.annotations.NullMarked;
