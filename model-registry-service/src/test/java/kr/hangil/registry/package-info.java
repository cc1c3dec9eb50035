@NullMarked
package kr.hangil.registry;

import org.jspecify.annotations.NullMarked;
