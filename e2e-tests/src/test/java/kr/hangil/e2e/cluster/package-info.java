/** A real Kubernetes node, and how this machine and its pods reach each other. */
@NullMarked
package kr.hangil.e2e.cluster;

import org.jspecify.annotations.NullMarked;
