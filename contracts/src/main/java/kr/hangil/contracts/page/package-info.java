/** How lists page: {@code limit} and {@code after} in, {@code {"data":[…],"next":…}} out. */
@NullMarked
package kr.hangil.contracts.page;

import org.jspecify.annotations.NullMarked;
