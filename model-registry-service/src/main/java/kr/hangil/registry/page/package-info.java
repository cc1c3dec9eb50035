/** How lists of this service page: a limit, a cursor, one row more than asked for. */
@NullMarked
package kr.hangil.registry.page;

import org.jspecify.annotations.NullMarked;
