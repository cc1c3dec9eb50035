/** How many requests may be inside the pod at once; the engine itself orders those that wait for one of its slots. */
@NullMarked
package kr.hangil.inference.queue;

import org.jspecify.annotations.NullMarked;
