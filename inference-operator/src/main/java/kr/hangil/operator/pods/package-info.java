/** Asks pods how busy they are and how far their weights and their engine have come. */
@NullMarked
package kr.hangil.operator.pods;

import org.jspecify.annotations.NullMarked;
