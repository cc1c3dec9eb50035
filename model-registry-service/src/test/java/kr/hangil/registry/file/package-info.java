@NullMarked
package kr.hangil.registry.file;

import org.jspecify.annotations.NullMarked;
