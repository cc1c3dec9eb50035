/** What HTTP is called here. */
@NullMarked
package kr.hangil.gateway.http;

import org.jspecify.annotations.NullMarked;
