/** The services' public APIs as the stack itself uses them: JSON over HTTP with a token of client {@code hangil-cli}. */
@NullMarked
package kr.hangil.stack.api;

import org.jspecify.annotations.NullMarked;
