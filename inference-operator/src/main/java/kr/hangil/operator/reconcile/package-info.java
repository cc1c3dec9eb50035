/**
 * From a changed resource, pod, node or gateway to the objects and the status that follow. {@code ModelDeploymentReconciler}
 * holds the order: accept, resolve, observe, scale, roll out, apply, tell. A reconcile of what is already so writes nothing.
 */
@NullMarked
package kr.hangil.operator.reconcile;

import org.jspecify.annotations.NullMarked;
