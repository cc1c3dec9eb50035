/** The usage event that gateways ship and billing books, a CloudEvent 1.0 in JSON, and billing's verdicts on it. */
@NullMarked
package kr.hangil.contracts.usage;

import org.jspecify.annotations.NullMarked;
