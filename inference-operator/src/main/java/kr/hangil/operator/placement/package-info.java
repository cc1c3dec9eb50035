/** What the devices of a region allow: how many more replicas fit, and what is missing when they do not. */
@NullMarked
package kr.hangil.operator.placement;

import org.jspecify.annotations.NullMarked;
