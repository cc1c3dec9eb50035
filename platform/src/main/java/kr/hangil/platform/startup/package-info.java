/** Refuse to start unsafe: all findings at once, each with its remedy, before the first request. */
@NullMarked
package kr.hangil.platform.startup;

import org.jspecify.annotations.NullMarked;
