/** The id of a request: minted once, on the answer, in the log line, in every error text. */
@NullMarked
package kr.hangil.platform.request;

import org.jspecify.annotations.NullMarked;
