/**
 * A cluster in memory: fabric8's CRUD server, server-side apply with field ownership, and a kubelet that lets pods appear, start
 * and leave. What it cannot show (CEL, defaults, garbage collection) is not tested with it.
 */
@NullMarked
package kr.hangil.operator.cluster;

import org.jspecify.annotations.NullMarked;
