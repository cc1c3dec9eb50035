/**
 * The two custom resources, {@code serving.hangil.kr/v1alpha1}: a {@code ModelDeployment} says which model serves where, an
 * {@code AcceleratorProfile} what a vendor's device needs.
 *
 * <p>The definitions in {@code k8s/components/operator/crds} are generated from these types; a test compares them. Fields that a
 * newer definition adds are ignored, and absent ones get the default that the definition names.
 */
@NullMarked
package kr.hangil.operator.api;

import org.jspecify.annotations.NullMarked;
