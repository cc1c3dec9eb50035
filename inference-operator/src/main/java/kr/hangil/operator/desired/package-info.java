/**
 * Pure: from a resource, its profiles and a version of the model to the Kubernetes objects of a revision. Nothing here reads a
 * clock, a cluster or a network, so every rule of a pod is a golden file or a property.
 */
@NullMarked
package kr.hangil.operator.desired;

import org.jspecify.annotations.NullMarked;
