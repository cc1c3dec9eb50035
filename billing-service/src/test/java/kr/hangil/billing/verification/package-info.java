/** That verification sees what it should. */
@NullMarked
package kr.hangil.billing.verification;

import org.jspecify.annotations.NullMarked;
