@NullMarked
package kr.hangil.registry.intake;

import org.jspecify.annotations.NullMarked;
