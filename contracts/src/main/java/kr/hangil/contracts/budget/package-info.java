/** How gateways hold a share of a budget, so that any number of them keep one limit. */
@NullMarked
package kr.hangil.contracts.budget;

import org.jspecify.annotations.NullMarked;
