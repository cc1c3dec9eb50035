/**
 * Applies the shipped {@code AcceleratorProfile}s when the operator starts. They come as files of a ConfigMap and not as objects of
 * the manifests, for a first {@code kubectl apply} knows the definition of no object that it brings in the same go.
 */
@NullMarked
package kr.hangil.operator.profiles;

import org.jspecify.annotations.NullMarked;
