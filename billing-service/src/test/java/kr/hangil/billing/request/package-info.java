/** Requests that no resource can make anything of. */
@NullMarked
package kr.hangil.billing.request;

import org.jspecify.annotations.NullMarked;
