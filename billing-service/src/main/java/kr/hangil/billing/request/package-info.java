/** What is wrong with a request before any resource has seen it. */
@NullMarked
package kr.hangil.billing.request;

import org.jspecify.annotations.NullMarked;
