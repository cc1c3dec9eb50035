/**
 * What pods, gateways and the operator tell each other about serving: how busy a pod is, where a gateway sends requests and how
 * many wait there, and the Kubernetes labels by which a gateway finds the pods of a deployment.
 */
@NullMarked
package kr.hangil.contracts.serving;

import org.jspecify.annotations.NullMarked;
