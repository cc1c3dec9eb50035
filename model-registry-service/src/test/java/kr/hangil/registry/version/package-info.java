@NullMarked
package kr.hangil.registry.version;

import org.jspecify.annotations.NullMarked;
