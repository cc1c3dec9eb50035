/** What is applied to a cluster, checked without one: rendered by kustomize and read strictly by Kubernetes' own types. */
@NullMarked
package kr.hangil.e2e.k8s;

import org.jspecify.annotations.NullMarked;
