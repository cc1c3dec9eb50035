/** How the operator asks services of the platform: one GET, a token of its own, one limit, JSON. */
@NullMarked
package kr.hangil.operator.http;

import org.jspecify.annotations.NullMarked;
