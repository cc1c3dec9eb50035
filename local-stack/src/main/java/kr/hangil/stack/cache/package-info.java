/** What is made once on a machine and used by every stack and test on it: unpacked distributions and database templates. */
@NullMarked
package kr.hangil.stack.cache;

import org.jspecify.annotations.NullMarked;
