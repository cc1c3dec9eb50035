@NullMarked
package kr.hangil.registry.access;

import org.jspecify.annotations.NullMarked;
