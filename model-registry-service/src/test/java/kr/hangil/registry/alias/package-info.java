@NullMarked
package kr.hangil.registry.alias;

import org.jspecify.annotations.NullMarked;
