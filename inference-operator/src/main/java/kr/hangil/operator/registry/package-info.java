/** Asks the model registry what a version or an alias means: its digest, and what its manifest says about serving. */
@NullMarked
package kr.hangil.operator.registry;

import org.jspecify.annotations.NullMarked;
