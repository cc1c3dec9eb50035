package kr.hangil.operator.reconcile;

import kr.hangil.operator.gateway.GatewayWatch;
import kr.hangil.operator.pods.PodWatch;
import kr.hangil.operator.registry.Versions;

/**
 * What is asked outside of Kubernetes.
 *
 * @param versions what versions of models mean
 * @param gateways what is routed and what waits
 * @param pods how busy pods are
 */
public record Surroundings(Versions versions, GatewayWatch gateways, PodWatch pods) {}
