/**
 * A real control plane and a kubelet that runs inference pods as processes of this machine: what the operator and the gateway make
 * of each other, without a node.
 */
@NullMarked
package kr.hangil.e2e.cluster;

import org.jspecify.annotations.NullMarked;
